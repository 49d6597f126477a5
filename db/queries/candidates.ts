import { type Kysely, sql } from 'kysely';
import type { Schema, SourceKind } from '../schema.ts';

/** A video that waits to be read. */
export interface Candidate {
  readonly videoId: string;
  /** The source that named it first; null once that is gone. */
  readonly source: { readonly sourceId: number; readonly kind: SourceKind } | null;
}

/**
 * Takes down videos that a source names, except those that the catalogue has, that wait already or that were left out
 * lately. Erased songs of YouTube count as new: this is how they come back.
 *
 * @returns the ids that are new.
 */
export async function addCandidates(
  db: Kysely<Schema>,
  videoIds: readonly string[],
  { sourceId, now }: { readonly sourceId: number; readonly now: Date },
): Promise<string[]> {
  const { rows } = await sql<{ video_id: string }>`
    insert into candidates (video_id, source_id, found_at)
    select distinct named.video_id, ${sourceId}::integer, ${now}::timestamptz
    from unnest(${[...videoIds]}::text[]) as named (video_id)
    where not exists (
      select from songs s
      where s.video_id = named.video_id and (s.origin <> 'youtube' or s.title <> '')
    )
    order by named.video_id
    on conflict (video_id) do nothing
    returning video_id
  `.execute(db);
  return rows.map((row) => row.video_id);
}

/** The videos that have waited longest. */
export async function waitingCandidates(db: Kysely<Schema>, limit: number): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('candidates as c')
    .leftJoin('sources as s', 's.source_id', 'c.source_id')
    .select(['c.video_id', 's.source_id', 's.kind'])
    .where('c.left_out', 'is', null)
    .orderBy('c.found_at')
    .orderBy('c.video_id')
    .limit(limit)
    .execute();
  return rows.map(({ video_id, source_id, kind }) => ({
    videoId: video_id,
    source: source_id === null || kind === null ? null : { sourceId: source_id, kind },
  }));
}

/** How many videos wait to be read, counted up to `most`. */
export async function countWaiting(db: Kysely<Schema>, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
    from (select from candidates where left_out is null limit ${most}) waiting
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Notes what became of videos that were read: songs are candidates no more, the others keep the reason. */
export async function settleCandidates(
  db: Kysely<Schema>,
  { songs, leftOut }: { readonly songs: readonly string[]; readonly leftOut: ReadonlyMap<string, string> },
): Promise<void> {
  if (songs.length > 0) await db.deleteFrom('candidates').where('video_id', 'in', songs).execute();
  if (leftOut.size === 0) return;
  await sql`
    update candidates set left_out = l.reason
    from unnest(${[...leftOut.keys()]}::text[], ${[...leftOut.values()]}::text[]) as l (video_id, reason)
    where candidates.video_id = l.video_id
  `.execute(db);
}

/**
 * Forgets what was left out and had been found before a moment; a source that still names it has it looked at anew. What
 * waits is kept, since its source may never name it again.
 */
export async function forgetLeftOut(db: Kysely<Schema>, before: Date): Promise<void> {
  await db
    .deleteFrom('candidates')
    .where('found_at', '<', before)
    .where('left_out', 'is not', null)
    .execute();
}
