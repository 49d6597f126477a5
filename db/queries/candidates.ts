import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema, SourceKind } from '../schema.ts';

/** A video that waits to be read. */
export interface Candidate {
  readonly videoId: string;
  /** The source that named it first; null once that is gone. */
  readonly source: { readonly sourceId: number; readonly kind: SourceKind } | null;
  readonly foundAt: Date;
  /** How often it was looked at in vain. */
  readonly tries: number;
}

/** A video to be looked at again. */
export interface NextLook {
  readonly videoId: string;
  readonly reason: string;
  readonly dueAt: Date;
}

/**
 * Records videos that a source names, except those that the catalogue has, that wait already, that were left out lately or
 * that moderators declined. Erased songs of YouTube count as new: this is how they come back.
 *
 * @returns the ids that are new.
 */
export async function addCandidates(
  db: Kysely<Schema>,
  videoIds: readonly string[],
  { sourceId, now }: { readonly sourceId: number; readonly now: Date },
): Promise<string[]> {
  const { rows } = await sql<{ video_id: string }>`
    insert into candidates (video_id, source_id, found_at, due_at)
    select distinct named.video_id, ${sourceId}::integer, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${[...videoIds]}::text[]) as named (video_id)
    where not exists (
      select from songs s
      where s.video_id = named.video_id and (s.origin <> 'youtube' or s.title <> '')
    )
    and not exists (select from declined_videos d where d.video_id = named.video_id)
    order by named.video_id
    on conflict (video_id) do nothing
    returning video_id
  `.execute(db);
  return rows.map((row) => row.video_id);
}

/** Which candidates may be read. */
export interface Waiting {
  readonly now: Date;
  /** Ids that are passed over. */
  readonly except?: readonly string[];
}

/** The videos that are first in the line of those that may be read now. */
export async function waitingCandidates(
  db: Kysely<Schema>,
  limit: number,
  { now, except = [] }: Waiting,
): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('candidates as c')
    .leftJoin('sources as s', 's.source_id', 'c.source_id')
    .select(['c.video_id', 'c.found_at', 'c.tries', 's.source_id', 's.kind'])
    .where('c.left_out', 'is', null)
    .where('c.due_at', '<=', now)
    .where(sql<boolean>`c.video_id <> all(${[...except]}::text[])`)
    .orderBy('c.due_at')
    .orderBy('c.video_id')
    .limit(limit)
    .execute();
  return rows.map(({ video_id, found_at, tries, source_id, kind }) => ({
    videoId: video_id,
    source: source_id === null || kind === null ? null : { sourceId: source_id, kind },
    foundAt: found_at,
    tries,
  }));
}

/** How many videos may be read now, counted up to `most`. */
export async function countWaiting(
  db: Kysely<Schema>,
  most: number,
  { now, except = [] }: Waiting,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select from candidates
      where left_out is null and due_at <= ${now}::timestamptz and video_id <> all(${[...except]}::text[])
      limit ${most}
    ) waiting
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Sends videos to the end of the line of those that may be read now. */
export async function moveToEnd(db: Kysely<Schema>, videoIds: readonly string[], now: Date): Promise<void> {
  await sql`
    update candidates set due_at = ${now}::timestamptz
    where video_id = any(${[...videoIds]}::text[]) and left_out is null
  `.execute(db);
}

/**
 * Has videos looked at again later. One that is no candidate, a song that has just been erased, becomes one that no source
 * named.
 */
export async function postponeCandidates(
  db: Kysely<Schema>,
  looks: readonly NextLook[],
  now: Date,
): Promise<void> {
  if (looks.length === 0) return;
  await sql`
    insert into candidates (video_id, found_at, due_at, tries, postponed)
    select l.video_id, ${now}::timestamptz, l.due_at, 1, l.reason
    from unnest(
      ${looks.map(({ videoId }) => videoId)}::text[],
      ${looks.map(({ dueAt }) => dueAt.toISOString())}::timestamptz[],
      ${looks.map(({ reason }) => reason)}::text[]
    ) as l (video_id, due_at, reason)
    where not exists (select from declined_videos d where d.video_id = l.video_id)
    order by l.video_id
    on conflict (video_id) do update set
      due_at = excluded.due_at, tries = candidates.tries + 1, postponed = excluded.postponed, left_out = null
  `.execute(db);
}

/** Notes what became of videos that were read: songs are candidates no more, the others keep the reason. */
export async function settleCandidates(
  db: Kysely<Schema>,
  { songs, leftOut }: { readonly songs: readonly string[]; readonly leftOut: ReadonlyMap<string, string> },
): Promise<void> {
  if (songs.length > 0) await db.deleteFrom('candidates').where('video_id', 'in', songs).execute();
  if (leftOut.size === 0) return;
  await sql`
    update candidates set left_out = l.reason, postponed = null
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

/** Candidates a statement: an embedded database answers nobody else meanwhile. */
const BATCH = 500;

/** Candidates that are too old, or too many. */
export interface CandidateLimits {
  /** Those found before are forgotten. */
  readonly before: Date;
  /** The oldest of more than these are forgotten, first of all those that were left out. */
  readonly most: number;
}

/**
 * Forgets old candidates.
 *
 * @returns how many, and the sources of those that had never been looked at, which may never name them again by themselves.
 */
export async function forgetCandidates(
  db: Kysely<Schema>,
  { before, most }: CandidateLimits,
): Promise<{ readonly forgotten: number; readonly sources: readonly number[] }> {
  const sources = new Set<number>();
  let forgotten = 0;
  const forget = async (which: RawBuilder<unknown>) => {
    const { rows } = await sql<{ source_id: number | null; unread: boolean }>`
      delete from candidates where video_id in (${which})
      returning source_id, left_out is null and postponed is null as unread
    `.execute(db);
    for (const { source_id, unread } of rows) if (unread && source_id !== null) sources.add(source_id);
    forgotten += rows.length;
    await turn();
    return rows.length;
  };
  while (
    (await forget(sql`
      select video_id from candidates where found_at < ${before}::timestamptz order by found_at limit ${sql.lit(BATCH)}
    `)) === BATCH
  );
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from candidates`.execute(
    db,
  );
  for (let excess = (rows[0]?.count ?? 0) - most; excess > 0; excess -= BATCH) {
    await forget(sql`
      select video_id from candidates order by left_out is null, found_at limit ${Math.min(excess, BATCH)}::integer
    `);
  }
  return { forgotten, sources: [...sources] };
}

/** Which videos YouTube described incompletely when they were last looked at, the first few, and how many there are. */
export async function unreadableCandidates(
  db: Kysely<Schema>,
  limit: number,
): Promise<{ readonly count: number; readonly videoIds: readonly string[] }> {
  const { rows } = await sql<{ count: number; ids: string[] | null }>`
    select count(*)::integer as count, (array_agg(video_id order by due_at, video_id))[1:${sql.lit(limit)}] as ids
    from candidates where left_out is null and postponed = 'unreadable'
  `.execute(db);
  const [row] = rows;
  return { count: row?.count ?? 0, videoIds: row?.ids ?? [] };
}
