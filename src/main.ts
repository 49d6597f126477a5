import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { exitCodeOf } from './exit-codes.ts';
import { createLogger } from './logger.ts';

/** A stop that takes longer than this ends the process all the same. */
const STOP_MS = 30_000;

const INTERRUPTED = 130;

try {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const app = createApp({ config, logger, now: () => new Date(), random: Math.random, print });
  let stopping = false;
  const stop = async (signal: string) => {
    // Somebody who asks twice does not want to wait.
    if (stopping) process.exit(INTERRUPTED);
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
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(exitCodeOf(error));
}
