import { type Kysely, type Selectable, sql } from 'kysely';
import type { Schema, SourceKind, SourcesTable } from '../schema.ts';

/** A source with what its songs call it. */
export interface SourceRow extends Omit<Selectable<SourcesTable>, 'cursor' | 'removed'> {
  /** The most frequent name of a channel in some of its songs; null where there is none. It is stored nowhere else. */
  readonly channel: string | null;
}

/** A kind of source and what it is asked for: together they are there once. */
export interface SourceKey {
  readonly kind: SourceKind;
  readonly query: string;
}

/** Songs of a channel that are asked for its name: all would be half a million rows for a thousand channels. */
const NAMING_SONGS = 20;

/** The sources that nobody removed in the order of their numbers; with a number, only that one. */
export async function sourceRows(db: Kysely<Schema>, sourceId?: number): Promise<SourceRow[]> {
  const { rows } = await namedSources(sourceId).execute(db);
  return rows;
}

/** The query of {@link sourceRows}. */
export function namedSources(sourceId?: number) {
  const only = sourceId === undefined ? sql`` : sql`and source_id = ${sourceId}::integer`;
  // Without the comparison with '' the index of the channels' songs would not be thought of.
  return sql<SourceRow>`
    select source_id, kind, query, label, found_by, enabled, units, songs, recent_units, recent_songs,
           resting_until, last_error, last_run_at, created_at, named.channel
    from sources left join lateral (
      select channel from (
        select channel from songs
        where sources.kind = 'channel' and channel_id = sources.query and channel_id <> '' and channel <> ''
        limit ${sql.lit(NAMING_SONGS)}
      ) naming
      group by channel order by count(*) desc, channel limit 1
    ) named on true
    where not removed ${only}
    order by source_id
  `;
}

/** The number of a source, removed ones too; searches for the same words in other case are one. */
export async function sourceIdOf(db: Kysely<Schema>, key: SourceKey): Promise<number | undefined> {
  const row = await db
    .selectFrom('sources')
    .select('source_id')
    .where('kind', '=', key.kind)
    .$if(key.kind === 'search', (query) => query.where(sql`lower(query)`, '=', sql`lower(${key.query})`))
    .$if(key.kind !== 'search', (query) => query.where('query', '=', key.query))
    .orderBy(sql`query = ${key.query}`, 'desc')
    .orderBy('source_id')
    .executeTakeFirst();
  return row?.source_id;
}

/** Adds a source that somebody named. @returns its number, or undefined when it has been there before. */
export async function insertSource(
  db: Kysely<Schema>,
  source: SourceKey & { readonly label: string },
): Promise<number | undefined> {
  const row = await db
    .insertInto('sources')
    .values({ ...source, found_by: 'people' })
    .onConflict((conflict) => conflict.columns(['kind', 'query']).doNothing())
    .returning('source_id')
    .executeTakeFirst();
  return row?.source_id;
}

/**
 * Has a paused or removed source asked again, and soon: it does not rest any longer.
 *
 * @returns whether it was paused or removed.
 */
export async function resumeSource(db: Kysely<Schema>, sourceId: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sources')
    .set({ enabled: true, removed: false, resting_until: null })
    .where('source_id', '=', sourceId)
    .where((where) => where.or([where('enabled', '=', false), where('removed', '=', true)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Has a source no longer asked. */
export async function pauseSource(db: Kysely<Schema>, sourceId: number): Promise<void> {
  await db.updateTable('sources').set({ enabled: false }).where('source_id', '=', sourceId).execute();
}

/**
 * Has a source neither asked nor shown any longer, and forgets what it named and was not read yet; its row stays, so that
 * no search brings it back.
 */
export async function removeSource(db: Kysely<Schema>, sourceId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('sources')
      .set({ enabled: false, removed: true, cursor: null })
      .where('source_id', '=', sourceId)
      .execute();
    await trx
      .deleteFrom('candidates')
      .where('source_id', '=', sourceId)
      .where('left_out', 'is', null)
      .execute();
  });
}

/** Gives a source what somebody called it, unless it has been called something before. */
export async function labelSource(db: Kysely<Schema>, sourceId: number, label: string): Promise<void> {
  await db
    .updateTable('sources')
    .set({ label })
    .where('source_id', '=', sourceId)
    .where('label', '=', '')
    .execute();
}

/** The id of the channel that a song of the catalogue is from, or undefined where that is not known. */
export async function channelOfSong(db: Kysely<Schema>, videoId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('songs')
    .select('channel_id')
    .where('video_id', '=', videoId)
    .where('channel_id', 'like', 'UC%')
    .executeTakeFirst();
  return row?.channel_id;
}
