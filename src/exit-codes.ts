import { DatabaseInUseError } from '../db/errors/database-in-use-error.ts';
import { DatabaseUnfitError } from '../db/errors/database-unfit-error.ts';
import { ImportIncompleteError } from './catalogue/errors/import-incomplete-error.ts';
import { ImportRefusedError } from './catalogue/errors/import-refused-error.ts';
import { FileError } from './cli/errors/file-error.ts';
import { InterruptedError } from './cli/errors/interrupted-error.ts';
import { UsageError } from './cli/errors/usage-error.ts';
import { HolderLostError } from './control/errors/holder-lost-error.ts';
import { HolderUnreachableError } from './control/errors/holder-unreachable-error.ts';
import { RemoteError } from './control/errors/remote-error.ts';
import { ServerStoppingError } from './control/errors/server-stopping-error.ts';
import { VersionMismatchError } from './control/errors/version-mismatch-error.ts';
import { ConfigError } from './errors/config-error.ts';
import { EnvFileError } from './errors/env-file-error.ts';
import { isDatabaseDown } from './errors/is-database-down.ts';
import { UserError } from './errors/user-error.ts';
import { EXIT } from './exit.ts';
import { AddressError } from './playground/address-error.ts';
import { PortInUseError } from './playground/port-in-use-error.ts';

export { EXIT };

const USAGE = [UserError, UsageError, FileError, ImportRefusedError];
const CONFIG = [ConfigError, DatabaseUnfitError, EnvFileError, PortInUseError, AddressError];
const DATABASE = [
  DatabaseInUseError,
  HolderUnreachableError,
  HolderLostError,
  ServerStoppingError,
  VersionMismatchError,
];

/** What a process that ends because of this error exits with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof RemoteError) return error.report.exitCode;
  if (error instanceof ImportIncompleteError) return exitCodeOf(error.cause);
  if (error instanceof InterruptedError) return EXIT.interrupted;
  if (CONFIG.some((kind) => error instanceof kind)) return EXIT.config;
  if (USAGE.some((kind) => error instanceof kind)) return EXIT.usage;
  if (DATABASE.some((kind) => error instanceof kind) || isDatabaseDown(error)) return EXIT.database;
  return EXIT.failure;
}
