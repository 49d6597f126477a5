import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** What the catalogue says of a licence that an imported file does not tell. */
export const IMPORTED_LICENCE = 'unknown, imported';

/** What an import has to know of songs before it takes their rows. */
export interface SongStanding {
  readonly known: ReadonlySet<string>;
  /** Those of them of which an earlier import told no more than the id. */
  readonly waiting: ReadonlySet<string>;
  /** Declined by moderators, and not in the catalogue. */
  readonly declined: ReadonlySet<string>;
}

/** Which of the ids the catalogue has, available or not, and which it is not to have. */
export async function standingOf(db: Kysely<Schema>, videoIds: readonly string[]): Promise<SongStanding> {
  const { rows } = await sql<{ video_id: string; known: boolean; waiting: boolean; declined: boolean }>`
    select asked.video_id, s.video_id is not null as known, d.video_id is not null as declined,
      coalesce(s.origin = 'youtube' and s.title = '' and s.license = ${IMPORTED_LICENCE}, false) as waiting
    from unnest(${[...videoIds]}::text[]) as asked (video_id)
    left join songs s on s.video_id = asked.video_id
    left join declined_videos d on d.video_id = asked.video_id
  `.execute(db);
  const idsOf = (some: typeof rows) => new Set(some.map((row) => row.video_id));
  return {
    known: idsOf(rows.filter((row) => row.known)),
    waiting: idsOf(rows.filter((row) => row.waiting)),
    declined: idsOf(rows.filter((row) => row.declined && !row.known)),
  };
}

/**
 * Records videos of which nothing but the id is known: they come in when ingestion has read them from YouTube. Until then
 * votes are kept for those that have a label, as for songs whose text was erased, which nobody sees. Ids that the
 * catalogue has are left alone.
 *
 * @returns the ids that were not recorded before.
 */
export async function insertWaitingSongs(
  db: Kysely<Schema>,
  { videoIds, labelled }: { readonly videoIds: readonly string[]; readonly labelled: readonly string[] },
  now: Date,
): Promise<string[]> {
  if (videoIds.length === 0) return [];
  await sql`
    insert into songs (video_id, title, license, origin, available, search_title, search_terms, created_at, updated_at)
    select video_id, '', ${IMPORTED_LICENCE}, 'youtube', false, '', '', ${now}::timestamptz, ${now}::timestamptz
    from unnest(${[...labelled]}::text[]) as waiting (video_id) order by video_id
    on conflict (video_id) do nothing
  `.execute(db);
  const { rows } = await sql<{ video_id: string }>`
    insert into candidates (video_id, source_id, found_at, due_at)
    select video_id, null, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${[...videoIds]}::text[]) as waiting (video_id) order by video_id
    on conflict (video_id) do nothing
    returning video_id
  `.execute(db);
  return rows.map((row) => row.video_id);
}
