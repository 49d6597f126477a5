import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { createLogger } from './logger.ts';

/** A stop that takes longer than this ends the process all the same. */
const STOP_MS = 30_000;

/** npm and the terminal may both pass on one Ctrl+C. */
const SAME_SIGNAL_MS = 500;

try {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const app = createApp({ config, logger, now: () => new Date(), random: Math.random, print });
  let stoppingSince: number | undefined;
  const stop = async (signal: string) => {
    if (stoppingSince !== undefined) {
      // Somebody who asks twice does not want to wait.
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
      return;
    }
    stoppingSince = performance.now();
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(EXIT.failure), STOP_MS).unref();
    await app.stop();
    process.exit(EXIT.ok);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await app.start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(exitCodeOf(error));
}
