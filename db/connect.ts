import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { openServer } from './server.ts';

export interface ConnectOptions {
  /** A `postgres://` URL, or undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
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
 * @throws DatabaseInUseError, DatabaseUnavailableError, or what a migration threw.
 */
export async function connect(options: ConnectOptions): Promise<Database> {
  const { databaseUrl, logger } = options;
  const database =
    databaseUrl === undefined ? await embedded(options) : await openServer({ url: databaseUrl, logger });
  try {
    const applied = await database.migrate();
    logger.info({ kind: database.kind, location: database.location, applied }, 'database ready');
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** PGlite is loaded only where it is used. */
async function embedded(options: ConnectOptions): Promise<Database> {
  const { openEmbedded } = await import('./embedded.ts');
  return openEmbedded(options);
}
