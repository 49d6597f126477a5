import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { StoppedError } from './errors/stopped-error.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { createLogger } from './logger.ts';

/** A stop that takes longer than this ends the process all the same. */
const STOP_MS = 30_000;

/** npm and the terminal may both pass on one Ctrl+C. */
const SAME_SIGNAL_MS = 500;

const print = (line: string) => process.stdout.write(`${line}\n`);

try {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  let stoppingSince: number | undefined;

  async function end(exitCode: number): Promise<void> {
    stoppingSince = performance.now();
    setTimeout(() => process.exit(EXIT.failure), STOP_MS).unref();
    await app.stop();
    process.exit(exitCode);
  }
  const app = createApp({
    config,
    logger,
    now: () => new Date(),
    random: Math.random,
    print,
    onFatal(reason) {
      logger.fatal({ err: reason }, 'cannot go on');
      if (stoppingSince === undefined) void end(EXIT.failure);
    },
  });
  const onSignal = (signal: string) => {
    if (stoppingSince === undefined) {
      logger.info({ signal }, 'stopping');
      void end(EXIT.ok);
    } else if (performance.now() - stoppingSince > SAME_SIGNAL_MS) {
      // Somebody who asks twice does not want to wait.
      process.exit(EXIT.interrupted);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  await app.start();
} catch (error) {
  // The stop that ended the start also ends the process.
  if (!(error instanceof StoppedError)) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCodeOf(error));
  }
}
