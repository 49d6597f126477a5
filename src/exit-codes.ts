import { DatabaseInUseError } from '../db/errors/database-in-use-error.ts';
import { ImportRefusedError } from './catalogue/errors/import-refused-error.ts';
import { FileError } from './cli/errors/file-error.ts';
import { InterruptedError } from './cli/errors/interrupted-error.ts';
import { UsageError } from './cli/errors/usage-error.ts';
import { HolderLostError } from './control/errors/holder-lost-error.ts';
import { HolderUnreachableError } from './control/errors/holder-unreachable-error.ts';
import { RemoteError } from './control/errors/remote-error.ts';
import { VersionMismatchError } from './control/errors/version-mismatch-error.ts';
import { ConfigError } from './errors/config-error.ts';
import { isDatabaseDown } from './errors/is-database-down.ts';
import { UserError } from './errors/user-error.ts';

/** What the programs of this project exit with; `--help` tells the same. */
export const EXIT = {
  ok: 0,
  /** Something failed that should not have. */
  failure: 1,
  /** Wrong arguments, or something that cannot be done in this state. */
  usage: 2,
  /** A setting is missing or wrong. */
  config: 3,
  /** The database is in use by another process, or cannot be reached. */
  database: 4,
  /** 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const;

const USAGE = [UserError, UsageError, FileError, ImportRefusedError];
const DATABASE = [DatabaseInUseError, HolderUnreachableError, HolderLostError, VersionMismatchError];

/** What a process that ends because of this error exits with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof RemoteError) return error.report.exitCode;
  if (error instanceof InterruptedError) return EXIT.interrupted;
  if (error instanceof ConfigError) return EXIT.config;
  if (USAGE.some((kind) => error instanceof kind)) return EXIT.usage;
  if (DATABASE.some((kind) => error instanceof kind) || isDatabaseDown(error)) return EXIT.database;
  return EXIT.failure;
}
