import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { checkDataFolder } from './driver/data-folder.ts';
import { protectDataFolder } from './driver/protect-data-folder.ts';
import { explanationOf } from './errors/explain.ts';
import { failedToOpen } from './errors/failed-to-open.ts';
import { MigrationFailedError } from './errors/migration-failed-error.ts';
import { openServer } from './server.ts';

export interface ConnectOptions {
  /** A `postgres://` URL, or undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Connections to a server for queries; 8 unless told. */
  readonly poolSize?: number;
  readonly dataDir: string;
  /** Where this process will take the CLI's commands while it holds the embedded database. */
  readonly controlSocket: string;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Told when an embedded database ends by itself, after which nothing that needs it works. */
  readonly onLost?: (reason: Error) => void;
}

/**
 * Opens the configured database and brings its tables up to date.
 *
 * @throws DatabaseInUseError, DatabaseUnavailableError, DatabaseUnfitError, MigrationFailedError
 */
export async function connect(options: ConnectOptions): Promise<Database> {
  const { databaseUrl: url, poolSize, logger } = options;
  const database =
    url === undefined
      ? await embedded(options)
      : await openServer({ url, logger, ...(poolSize !== undefined && { poolSize }) });
  try {
    const applied = await database.migrate();
    logger.info({ kind: database.kind, location: database.location, applied }, 'database ready');
    return database;
  } catch (error) {
    await database.close();
    if (explanationOf(error) === undefined) throw new MigrationFailedError(database.location, error);
    throw failedToOpen(database.location, error);
  }
}

/** PGlite is loaded only where it is used. */
async function embedded(options: ConnectOptions): Promise<Database> {
  const { dataDir, logger } = options;
  checkDataFolder(dataDir);
  const { openEmbedded } = await import('./embedded.ts');
  const database = await openEmbedded(options);
  await protectDataFolder({ dataDir, logger });
  return database;
}
