import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { changeAndLink } from './duplicates.ts';

/** A song whose text is not from YouTube, and what it says about its licence. */
export interface SongToCheck {
  readonly videoId: string;
  readonly license: string;
}

/** Songs that YouTube was asked about before a moment, or never; the one that has waited longest first. */
export async function songsToCheck(db: Kysely<Schema>, before: Date, limit: number): Promise<SongToCheck[]> {
  const { rows } = await longestUnchecked(before, limit).execute(db);
  return rows;
}

/** The query of {@link songsToCheck}; its first conditions are those of the index `songs_check`. */
export function longestUnchecked(before: Date, limit: number): RawBuilder<SongToCheck> {
  return sql`
    select video_id as "videoId", license from songs
    where origin <> 'youtube' and fetched_at is null
      and (checked_at is null or checked_at < ${before}::timestamptz)
    order by checked_at nulls first, video_id limit ${limit}
  `;
}

export interface CheckCounts {
  /** Songs whose text is not from YouTube. */
  readonly all: number;
  /** Those of them that YouTube was asked about before the moment, or never. */
  readonly due: number;
}

/** How many songs there are to check. */
export async function countChecks(db: Kysely<Schema>, before: Date): Promise<CheckCounts> {
  const { rows } = await sql<CheckCounts>`
    select count(*)::integer as all,
           (count(*) filter (where checked_at is null or checked_at < ${before}::timestamptz))::integer as due
    from songs where origin <> 'youtube' and fetched_at is null
  `.execute(db);
  return rows[0] ?? { all: 0, due: 0 };
}

export interface Checked {
  /** Songs that YouTube still plays. Those that a check had taken out come back; what people took out stays out. */
  readonly playing: readonly string[];
  /** Songs to be recommended no more; their own text and their votes stay. */
  readonly withdrawn: readonly string[];
  /** Songs of which nothing was learnt: they stay as they are. */
  readonly unknown: readonly string[];
}

/**
 * Records what came of a check. Nothing is stored of what YouTube said but the time and whether the song is recommended.
 *
 * @returns which songs left and which came back.
 */
export async function saveChecks(
  db: Kysely<Schema>,
  { playing, withdrawn, unknown }: Checked,
  now: Date,
): Promise<{ readonly left: readonly string[]; readonly back: readonly string[] }> {
  const ids = [...playing, ...withdrawn, ...unknown];
  let outcome: { left: string[]; back: string[] } = { left: [], back: [] };
  await changeAndLink(db, ids, {
    change: async (trx) => {
      const left = await sql<{ video_id: string }>`
        update songs set available = false, withdrawn = true
        where video_id = any(${[...withdrawn]}::text[]) and origin <> 'youtube' and available returning video_id
      `.execute(trx);
      const back = await sql<{ video_id: string }>`
        update songs set available = true, withdrawn = false
        where video_id = any(${[...playing]}::text[]) and withdrawn returning video_id
      `.execute(trx);
      await sql`
        update songs set checked_at = ${now}::timestamptz where video_id = any(${ids}::text[])
      `.execute(trx);
      outcome = { left: left.rows.map(idOf), back: back.rows.map(idOf) };
    },
  });
  return outcome;
}

function idOf({ video_id }: { readonly video_id: string }): string {
  return video_id;
}
