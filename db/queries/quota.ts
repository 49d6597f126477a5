import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { QuotaBucket, QuotaTable, Schema } from '../schema.ts';

export type QuotaRow = Selectable<QuotaTable>;

export interface UnitToTake {
  /** `YYYY-MM-DD`, Pacific time */
  readonly day: string;
  readonly bucket: QuotaBucket;
  /** Units a day. */
  readonly budget: number;
  /** Units that must be left over. */
  readonly keep: number;
}

/**
 * Takes one unit, unless the day's budget has none left for it. One statement, so that it holds however many processes
 * take at once: who comes second waits for the row and decides by what the first left of it.
 *
 * @returns the day's units with this one, or undefined when it was not taken.
 */
export async function takeUnit(
  db: Kysely<Schema>,
  { day, bucket, budget, keep }: UnitToTake,
): Promise<number | undefined> {
  const { rows } = await sql<{ units: number }>`
    insert into quota (day, bucket, units)
    select ${day}, ${bucket}, 1 where 1 + ${keep}::double precision <= ${budget}::integer
    on conflict (day, bucket) do update set units = quota.units + 1
    where not quota.exhausted and quota.units + 1 + ${keep}::double precision <= ${budget}::integer
    returning units
  `.execute(db);
  return rows[0]?.units;
}

/** Notes that YouTube gives nothing more out of a bucket on that day. */
export async function exhaustBucket(db: Kysely<Schema>, day: string, bucket: QuotaBucket): Promise<void> {
  await db
    .insertInto('quota')
    .values({ day, bucket, exhausted: true })
    .onConflict((conflict) => conflict.columns(['day', 'bucket']).doUpdateSet({ exhausted: true }))
    .execute();
}

/** What was spent on a day; a bucket that nothing was taken from has no row. */
export function quotaOf(db: Kysely<Schema>, day: string): Promise<QuotaRow[]> {
  return db.selectFrom('quota').selectAll().where('day', '=', day).execute();
}

/** Forgets what was spent before a day. */
export async function forgetQuotaBefore(db: Kysely<Schema>, day: string): Promise<void> {
  await db.deleteFrom('quota').where('day', '<', day).execute();
}

/** What sources brought and cost lately, searches apart from channels and playlists. */
export interface LatelyBrought {
  readonly searches: boolean;
  /** Whether these are the sources that there may be something to ask for now. */
  readonly usable: boolean;
  readonly songs: number;
  readonly units: number;
  /** How many of them have not been asked lately. */
  readonly untried: number;
}

/** What sources brought lately, in at most four rows. */
export async function latelyBrought(db: Kysely<Schema>, now: Date): Promise<LatelyBrought[]> {
  const { rows } = await sql<LatelyBrought>`
    select kind = 'search' as searches,
           enabled and not removed and coalesce(resting_until <= ${now}::timestamptz, true) as usable,
           sum(recent_songs) as songs, sum(recent_units) as units,
           (count(*) filter (where recent_units = 0))::integer as untried
    from sources group by 1, 2
  `.execute(db);
  return rows;
}

/** How many songs' YouTube text was read before a moment: those that a refresh at that age reads anew. */
export async function countReadBefore(db: Kysely<Schema>, before: Date): Promise<number> {
  const { rows } = await readBefore(before).execute(db);
  return rows[0]?.count ?? 0;
}

/** The statement of {@link countReadBefore}; its conditions are those of the index `songs_refresh`. */
export function readBefore(before: Date): RawBuilder<{ count: number }> {
  return sql`
    select count(*)::integer as count from songs
    where origin = 'youtube' and fetched_at is not null and fetched_at < ${before}::timestamptz
  `;
}
