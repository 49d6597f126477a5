import { resolve } from 'node:path';
import { messageOf } from '../../db/errors/explain.ts';
import { createApp } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import { StoppedError } from '../errors/stopped-error.ts';
import { EXIT } from '../exit.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { createLogger, standardOutput } from '../logger.ts';
import { endAfter } from './end-after.ts';
import { onUncaught } from './uncaught.ts';

/** A stop ends within 8 s. If it does not, the process does, before Docker's 10 s are over. */
const LONGEST_STOP_MS = 9_500;

/** How much later a process ends that does not even get to ending itself. */
const GRACE_MS = 400;

/** npm and the terminal may both pass on one Ctrl+C. */
const SAME_SIGNAL_MS = 500;

// What is made here is this user's alone.
process.umask(0o077);

const print = (line: string) => process.stdout.write(`${line}\n`);

try {
  const config = readConfig(process.env);
  // Where nobody reads it any more, as after `npm start | head`, the program has nobody left to run for.
  const logger = createLogger(config.logLevel, standardOutput(onClosed));
  let stoppingSince: number | undefined;

  async function end(exitCode: number): Promise<void> {
    stoppingSince = performance.now();
    setTimeout(() => process.exit(EXIT.failure), LONGEST_STOP_MS).unref();
    endAfter(LONGEST_STOP_MS + GRACE_MS);
    await app.stop();
    process.exit(exitCode);
  }
  function onFatal(reason: unknown): void {
    logger.fatal({ err: reason }, 'cannot go on');
    if (stoppingSince === undefined) void end(EXIT.failure);
  }
  function onClosed(): void {
    if (stoppingSince === undefined) void end(EXIT.ok);
  }
  const app = createApp({
    config,
    logger,
    now: () => new Date(),
    random: Math.random,
    print,
    onFatal,
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
  onUncaught(onFatal);
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (process.channel) {
    // Another Node started this process and passes signals on; when it was killed, nobody would.
    process.once('disconnect', () => onSignal('disconnect'));
    process.channel.unref();
  }
  process.stdout.on('error', onClosed);
  // Its reader may go while standard output is still read; the log says the same.
  process.stderr.on('error', (error) => logger.debug({ err: error }, 'standard error is closed'));
  if (isUnintendedPlayground(config)) process.stderr.write(`${noToken()}\n`);
  await app.start();
} catch (error) {
  // The stop that ended the start also ends the process.
  if (!(error instanceof StoppedError)) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(exitCodeOf(error));
  }
}

/** Whether this looks like a service that was meant to be a bot: nobody watches it, and nobody asked for the playground. */
function isUnintendedPlayground(config: Config): boolean {
  return config.playground && (process.env.PLAYGROUND ?? '') === '' && process.stdout.isTTY !== true;
}

function noToken(): string {
  return `WARNING: this is the playground and no bot on Discord, because DISCORD_TOKEN is neither set nor in ${resolve('.env')}. PLAYGROUND=true says that this is meant.`;
}
