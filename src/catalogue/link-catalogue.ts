import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { allSongIds, anyLinked, linkDuplicates } from '../../db/queries/duplicates.ts';

/**
 * Links the re-uploads in a catalogue from before they were linked as they come. The starter catalogue alone has some, so
 * that a catalogue without any link is such a one.
 *
 * @returns how many were linked.
 */
export async function linkCatalogue({
  database,
  logger,
}: {
  readonly database: Database;
  readonly logger: Logger;
}): Promise<number> {
  if (await anyLinked(database.db)) return 0;
  const linked = await linkDuplicates(database.db, await allSongIds(database.db));
  if (linked > 0) logger.info({ linked }, 're-uploads linked');
  return linked;
}
