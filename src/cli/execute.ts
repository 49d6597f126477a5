import { join } from 'node:path';
import type { Logger } from 'pino';
import { readHolder } from '../../db/directory-lock.ts';
import { DatabaseInUseError, type Holder } from '../../db/errors/database-in-use-error.ts';
import type { Config } from '../config.ts';
import { runOnHolder } from '../control/control-client.ts';
import { type Services, startServices } from '../services.ts';
import type { CommandIo } from './command.ts';
import { CLI_COMMANDS, type CommandName } from './commands/index.ts';
import { UNSTOPPABLE } from './help.ts';
import { RELEASE } from './release.ts';

/** How long opening may take before it is told what is going on; it is much longer only the first time. */
const PATIENCE_MS = 2_000;

export interface ExecuteOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly io: CommandIo;
  /** Tells people something in between. */
  note(line: string): void;
  /** Opens the services of this process; by default those of `config`. */
  readonly open?: (() => Promise<Services>) | undefined;
}

/**
 * Runs a command on the configured database: in this process, or in the one that holds the embedded database,
 * with the same effect.
 *
 * @returns the result, unjudged.
 * @throws what the command threw, what opening the database threw, or one of the errors of `runOnHolder`.
 */
export async function execute(command: CommandName, args: object, options: ExecuteOptions): Promise<unknown> {
  const { config, io, note } = options;
  let services: Services;
  try {
    services = await open(options);
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
    const holder: Holder | undefined = error.holder ?? readHolder(config.dataDir);
    const directory = join(config.dataDir, 'pg');
    const onHeld = (pid: number) => {
      note(`Process ${pid} holds the database, so it runs the command, with its own settings.`);
      tellIfUnstoppable(command, options);
    };
    return await runOnHolder(
      { directory, holder, release: RELEASE, onAccepted: onHeld },
      { command, args, io },
    );
  }
  try {
    io.signal.throwIfAborted();
    tellIfUnstoppable(command, options);
    return await CLI_COMMANDS[command].run({ ...services, config }, args, io);
  } finally {
    await services.stop();
  }
}

/** Lets whoever wants a command to end that has begun, and cannot end early, know what happens instead. */
function tellIfUnstoppable(command: CommandName, { io: { signal }, note }: ExecuteOptions): void {
  const sentence = UNSTOPPABLE[command];
  if (sentence === undefined) return;
  if (signal.aborted) note(sentence);
  else signal.addEventListener('abort', () => note(sentence), { once: true });
}

async function open({ config, logger, note, open: given }: ExecuteOptions): Promise<Services> {
  const patience = setTimeout(
    () => note('Getting the database ready. The first time, songs are loaded and a first model learns…'),
    PATIENCE_MS,
  );
  try {
    if (given !== undefined) return await given();
    const now = () => new Date();
    // An empty socket says that this process, which is gone in a moment, takes no commands itself.
    return await startServices({ config, logger, now, random: Math.random, controlSocket: '' });
  } finally {
    clearTimeout(patience);
  }
}
