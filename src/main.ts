import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { exitCodeOf, explainError } from './exit.ts';
import { createLogger } from './logger.ts';

/** Second signal, or a stop that takes longer than this: the process ends at once. */
const STOP_MS = 30_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

try {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const app = createApp({ config, logger, now: () => new Date(), random: Math.random, print });
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(130);
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await app.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await app.start();
} catch (error) {
  process.stderr.write(`${explainError(error)}\n`);
  process.exit(exitCodeOf(error));
}
