import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { fillSearchEntries } from '../../db/queries/search-entries.ts';

export interface MakeSearchableDeps {
  readonly database: Database;
  readonly logger: Logger;
  /** Ends the work early. */
  readonly signal: AbortSignal;
}

/**
 * Makes what is missing of the songs' search entries, as after an update, while everything else goes on: a song is found
 * once it has one. What fails is left to the next start or the daily upkeep.
 */
export async function makeSearchable({ database, logger, signal }: MakeSearchableDeps): Promise<void> {
  try {
    const made = await fillSearchEntries(database.db, signal);
    if (made > 0) logger.info({ songs: made }, 'songs made searchable');
  } catch (error) {
    logger.warn({ err: error }, 'not all songs could be made searchable');
  }
}
