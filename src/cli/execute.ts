import { join } from 'node:path';
import type { Logger } from 'pino';
import { readHolder } from '../../db/directory-lock.ts';
import { DatabaseInUseError, type Holder } from '../../db/errors/database-in-use-error.ts';
import type { Config } from '../config.ts';
import { runOnHolder } from '../control/control-client.ts';
import { isFirstStart } from '../first-start.ts';
import { type Services, startServices } from '../services.ts';
import type { CommandIo } from './command.ts';
import { CLI_COMMANDS, type CommandName } from './commands/index.ts';
import { RELEASE } from './release.ts';

/** How long opening may take before it is told what is going on. */
const PATIENCE_MS = 2_000;

const FIRST_TIME =
  'Making the database, loading songs and training a first model. The first time, this takes about half a minute…';
const LATER = 'Opening the database…';

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
  const { config, logger, io } = options;
  let services: Services;
  try {
    services = await open(options);
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
    const holder: Holder | undefined = error.holder ?? readHolder(config.dataDir);
    const directory = join(config.dataDir, 'pg');
    const onHeld = (pid: number) => {
      logger.debug({ pid }, 'the process that holds the database runs the command, with its own settings');
    };
    return await runOnHolder(
      { directory, holder, release: RELEASE, onAccepted: onHeld },
      { command, args, io },
    );
  }
  try {
    io.signal.throwIfAborted();
    return await CLI_COMMANDS[command].run({ ...services, config }, args, io);
  } finally {
    await services.stop();
  }
}

async function open({ config, logger, io, note, open: given }: ExecuteOptions): Promise<Services> {
  const { databaseUrl, dataDir } = config;
  const line = isFirstStart(databaseUrl, dataDir) ? FIRST_TIME : LATER;
  const patience = setTimeout(() => note(line), PATIENCE_MS);
  try {
    if (given !== undefined) return await given();
    const now = () => new Date();
    // An empty socket says that this process, which is gone in a moment, takes no commands itself.
    return await startServices({
      config,
      logger,
      now,
      random: Math.random,
      controlSocket: '',
      signal: io.signal,
    });
  } finally {
    clearTimeout(patience);
  }
}
