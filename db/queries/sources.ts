import { type Kysely, type Selectable, sql } from 'kysely';
import type { FoundBy, Schema, SourceKind, SourcesTable } from '../schema.ts';

export type Source = Selectable<SourcesTable>;

/** What a page leaves of the pages before it in a source's recent yield: some ten pages count. */
const RECENT = 0.9;

/**
 * Adds a source unless it is there; one that somebody paused or removed stays so.
 *
 * @returns whether it was added.
 */
export async function ensureSource(
  db: Kysely<Schema>,
  source: { readonly kind: SourceKind; readonly query: string; readonly foundBy?: FoundBy },
): Promise<boolean> {
  const { kind, query, foundBy = 'default' } = source;
  // A conflict alone would use up a number, which people see, at every start.
  const { rows } = await sql`
    insert into sources (kind, query, found_by)
    select ${kind}, ${query}, ${foundBy}
    where not exists (select from sources where kind = ${kind} and query = ${query})
    on conflict (kind, query) do nothing
    returning source_id
  `.execute(db);
  return rows.length > 0;
}

/** The sources that there may be something to ask for now, the one that has waited longest first. */
export async function sourcesToAsk(db: Kysely<Schema>, now: Date): Promise<Source[]> {
  return db
    .selectFrom('sources')
    .selectAll()
    .where('removed', '=', false)
    .where('enabled', '=', true)
    .where((where) => where.or([where('resting_until', 'is', null), where('resting_until', '<=', now)]))
    .orderBy('last_run_at', (order) => order.asc().nullsFirst())
    .orderBy('source_id')
    .execute();
}

/** What going through a page of a source left behind. */
export interface PageEnd {
  readonly sourceId: number;
  readonly cursor: object;
  /** Undefined where there is more to ask for. */
  readonly restingUntil: Date | undefined;
  /** What the page cost. */
  readonly units: number;
  /** Whether the page says nothing of the source's yield, so that its cost is no part of the recent one. */
  readonly idle: boolean;
  readonly now: Date;
}

/** Notes how far a source has been gone through. */
export async function savePage(db: Kysely<Schema>, page: PageEnd): Promise<void> {
  const { sourceId, cursor, restingUntil, units, idle, now } = page;
  await db
    .updateTable('sources')
    .set((eb) => ({
      cursor: JSON.stringify(cursor),
      resting_until: restingUntil ?? null,
      units: eb('units', '+', units),
      ...(!idle && {
        recent_units: sql<number>`recent_units * ${RECENT} + ${units}`,
        recent_songs: sql<number>`recent_songs * ${RECENT}`,
      }),
      last_error: null,
      last_run_at: now,
    }))
    .where('source_id', '=', sourceId)
    .execute();
}

/** Notes why a source's page could not be read, and leaves it alone for a while. */
export async function saveRefusal(
  db: Kysely<Schema>,
  refusal: {
    readonly sourceId: number;
    readonly reason: string;
    readonly restingUntil: Date;
    readonly units: number;
    readonly now: Date;
  },
): Promise<void> {
  await db
    .updateTable('sources')
    .set((eb) => ({
      units: eb('units', '+', refusal.units),
      resting_until: refusal.restingUntil,
      last_error: refusal.reason,
      last_run_at: refusal.now,
    }))
    .where('source_id', '=', refusal.sourceId)
    .execute();
}

/** What reading a source's videos brought and cost. */
export interface SourceYield {
  readonly sourceId: number;
  readonly songs: number;
  /** The part of the calls that its videos had. */
  readonly units: number;
}

/** Credits sources with the songs that their videos became. */
export async function saveYields(db: Kysely<Schema>, yields: readonly SourceYield[]): Promise<void> {
  if (yields.length === 0) return;
  await sql`
    update sources set
      songs = sources.songs + y.songs, units = sources.units + y.units,
      recent_songs = recent_songs + y.songs, recent_units = recent_units + y.units
    from unnest(
      ${yields.map(({ sourceId }) => sourceId)}::integer[],
      ${yields.map(({ songs }) => songs)}::integer[],
      ${yields.map(({ units }) => units)}::double precision[]
    ) as y (source_id, songs, units)
    where sources.source_id = y.source_id
  `.execute(db);
}

/**
 * Makes sources of those of the channels that have at least so many songs in the catalogue. One that is a source
 * already, or that somebody removed, is left as it is.
 *
 * @returns how many were added.
 */
export async function followChannels(
  db: Kysely<Schema>,
  channelIds: readonly string[],
  leastSongs: number,
): Promise<number> {
  const { rows } = await sql`
    insert into sources (kind, query, found_by)
    select 'channel', channel_id, 'search' from songs
    where channel_id = any(${[...channelIds]}::text[]) and channel_id like 'UC%'
      and origin = 'youtube' and available
      and not exists (select from sources s where s.kind = 'channel' and s.query = channel_id)
    group by channel_id having count(*) >= ${leastSongs}
    order by channel_id
    on conflict (kind, query) do nothing
    returning source_id
  `.execute(db);
  return rows.length;
}

/** Has sources gone through from their beginning again, because what they named was forgotten unread. */
export async function rewindSources(
  db: Kysely<Schema>,
  sourceIds: readonly number[],
  cursors: { readonly search: object | null; readonly list: object },
): Promise<void> {
  if (sourceIds.length === 0) return;
  const search = cursors.search === null ? null : JSON.stringify(cursors.search);
  await sql`
    update sources set
      cursor = case when kind = 'search' then ${search}::jsonb else ${JSON.stringify(cursors.list)}::jsonb end,
      resting_until = null
    where source_id = any(${[...sourceIds]}::integer[]) and not removed
  `.execute(db);
}

/**
 * Forgets channels that a search found before a moment and of which no song is left in the catalogue. What people paused or
 * removed stays: that was their decision.
 *
 * @returns how many.
 */
export async function forgetFoundChannels(db: Kysely<Schema>, before: Date): Promise<number> {
  const { rows } = await sql`
    delete from sources
    where kind = 'channel' and found_by = 'search' and enabled and not removed and created_at < ${before}::timestamptz
      and not exists (
        select from songs where channel_id = sources.query and channel_id <> '' and available
      )
    returning source_id
  `.execute(db);
  return rows.length;
}
