import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { inBatches } from '../batches.ts';
import { isSameSong, type Recording, SAME_WITHIN_S } from '../same-song.ts';
import type { Schema } from '../schema.ts';
import { useIndexes } from './song-search.ts';

/** Songs a transaction. */
const BATCH = 500;

/**
 * Finds out anew which of these songs, and of those that point to them, are re-uploads: such a song points to the
 * earliest available one that is the same (see {@link isSameSong}) and points to none itself, or to the one it points to
 * already where that still holds. Other songs stay as they are, so that a group keeps the song that it is known by. To
 * be called after every change of songs, with all that may have changed; it takes one transaction a batch.
 *
 * Afterwards, as long as every change was followed by a call: a song that points to another is available and is the same
 * as that one, which is available and points to none; and no two available songs that point to none are the same. "The
 * same" is not transitive, since lengths may drift: two that point to one song need not be the same as each other.
 *
 * @returns how many of the songs are re-uploads now and were none before.
 */
export async function linkDuplicates(db: Kysely<Schema>, videoIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ video_id: string }>`
    select video_id from songs where video_id = any(${[...videoIds]}::text[]) order by created_at, video_id
  `.execute(db);
  const unsettled = new Set(rows.map((row) => row.video_id));
  let linked = 0;
  for await (const batch of inBatches([...unsettled], BATCH)) {
    for (const videoId of batch) unsettled.delete(videoId);
    linked += await changeAndLink(db, batch, { unsettled });
  }
  return linked;
}

interface LinkOptions {
  /** Changes the songs, which are locked then. */
  readonly change?: (trx: Transaction<Schema>) => Promise<void>;
  /** Songs whose own turn is still to come, and which nothing is to point to before. */
  readonly unsettled?: ReadonlySet<string>;
}

/**
 * Changes songs and finds out anew what is a re-upload, in one transaction in which these songs and those that point to
 * them are locked, in the order of their ids. Such transactions take turns: which songs another one has just linked
 * cannot be seen before its end.
 *
 * @param db a transaction of the caller's may not have locked any song before, or two may wait for each other.
 * @returns as {@link linkDuplicates} does.
 */
export async function changeAndLink(
  db: Kysely<Schema>,
  videoIds: readonly string[],
  { change, unsettled }: LinkOptions,
): Promise<number> {
  const work = async (trx: Transaction<Schema>) => {
    await sql`select pg_advisory_xact_lock(hashtext('moodring duplicates'))`.execute(trx);
    await useIndexes(trx);
    const { rows: locked } = await lockedWithReUploads(videoIds).execute(trx);
    // A statement of its own: one that locks sees rows as they were before it had to wait.
    await change?.(trx);
    return relink(
      trx,
      locked.map((row) => row.video_id),
      unsettled,
    );
  };
  return db.isTransaction ? work(db as Transaction<Schema>) : db.transaction().execute(work);
}

interface Upload extends Recording {
  readonly videoId: string;
  /** Microseconds. */
  readonly createdAt: number;
  readonly available: boolean;
  readonly duplicateOf: string | null;
}

const UPLOAD = sql.raw(
  [
    's.video_id as "videoId"',
    '(extract(epoch from s.created_at) * 1000000)::double precision as "createdAt"',
    's.available',
    's.duplicate_of as "duplicateOf"',
    's.title_key as "titleKey"',
    's.description_key as "descriptionKey"',
    's.duration_s as duration',
    's.artist',
    's.channel_id as "channelId"',
  ].join(', '),
);

/** Exported for the test of its plan: the two conditions beside each other would have the whole table looked through. */
export function lockedWithReUploads(videoIds: readonly string[]): RawBuilder<{ video_id: string }> {
  const ids = [...videoIds];
  return sql`
    select video_id from songs
    where video_id = any(array(
      select unnest(${ids}::text[]) union all select video_id from songs where duplicate_of = any(${ids}::text[])
    ))
    order by video_id for no key update
  `;
}

async function relink(
  trx: Transaction<Schema>,
  videoIds: readonly string[],
  unsettled: ReadonlySet<string> = new Set(),
): Promise<number> {
  if (videoIds.length === 0) return 0;
  const { rows: uploads } = await sql<Upload>`
    select ${UPLOAD} from songs s where video_id = any(${[...videoIds]}::text[])
  `.execute(trx);
  const { rows: others } = await originalsLike(videoIds).execute(trx);
  const links = linksOf(
    uploads,
    others.filter(({ videoId }) => !unsettled.has(videoId)),
  );
  const changes = uploads.filter(({ videoId, duplicateOf }) => (links.get(videoId) ?? null) !== duplicateOf);
  if (changes.length > 0) {
    await sql`
      update songs set duplicate_of = link.original
      from unnest(
        ${changes.map(({ videoId }) => videoId)}::text[],
        ${changes.map(({ videoId }) => links.get(videoId) ?? null)}::text[]
      ) as link (video_id, original)
      where songs.video_id = link.video_id
    `.execute(trx);
  }
  return changes.filter(({ videoId, duplicateOf }) => duplicateOf === null && links.has(videoId)).length;
}

/**
 * Available songs besides these that point to none and have the title or the description of one of them, and about its
 * length. Exported for the test of its plan.
 */
export function originalsLike(videoIds: readonly string[]): RawBuilder<Upload> {
  const ids = [...videoIds];
  const original = sql`
    s.available and s.duplicate_of is null and s.video_id <> all(${ids}::text[])
    and s.duration_s between one.duration_s - ${sql.lit(SAME_WITHIN_S)} and one.duration_s + ${sql.lit(SAME_WITHIN_S)}
  `;
  // One of the two conditions each, so that each walks along its own index.
  return sql<Upload>`
    select distinct ${UPLOAD}
    from songs one cross join lateral (
      select s.* from songs s where s.title_key = one.title_key and s.title_key <> '' and ${original}
      union all
      select s.* from songs s
      where s.description_key = one.description_key and s.description_key <> '' and ${original}
    ) s
    where one.video_id = any(${ids}::text[]) and one.available
  `;
}

/** Which song each re-upload among `uploads` points to; `others` are songs that point to none and stay so. */
function linksOf(uploads: readonly Upload[], others: readonly Upload[]): Map<string, string> {
  const links = new Map<string, string>();
  const originals = new Originals(others);
  const available = uploads.filter((one) => one.available).toSorted(byAge);
  // First those that others may point to: a group keeps the song that it is known by.
  for (const one of available.toSorted((a, b) => Number(isLinked(a)) - Number(isLinked(b)))) {
    const same = originals.sameAs(one);
    const kept = same.find(({ videoId }) => videoId === one.duplicateOf) ?? same[0];
    if (kept === undefined) originals.add(one);
    else links.set(one.videoId, kept.videoId);
  }
  return links;
}

/** Songs that point to none, by what others may have in common with them. */
class Originals {
  readonly #byKey = new Map<string, Upload[]>();

  constructor(songs: readonly Upload[]) {
    for (const song of songs) this.add(song);
  }

  add(song: Upload): void {
    for (const key of keysOf(song)) {
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, [song]);
      else known.push(song);
    }
  }

  /** The earliest first. */
  sameAs(song: Upload): Upload[] {
    const candidates = keysOf(song).flatMap((key) => this.#byKey.get(key) ?? []);
    return candidates.filter((one) => isSameSong(one, song)).sort(byAge);
  }
}

function keysOf({ titleKey, descriptionKey }: Upload): string[] {
  return [
    ...(titleKey === '' ? [] : [`t ${titleKey}`]),
    ...(descriptionKey === '' ? [] : [`d ${descriptionKey}`]),
  ];
}

function isLinked({ duplicateOf }: Upload): boolean {
  return duplicateOf !== null;
}

function byAge(a: Upload, b: Upload): number {
  return a.createdAt - b.createdAt || (a.videoId < b.videoId ? -1 : 1);
}

/** Whether any song is known as a re-upload. */
export async function anyLinked(db: Kysely<Schema>): Promise<boolean> {
  const row = await db
    .selectFrom('songs')
    .select('video_id')
    .where('duplicate_of', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The ids of all songs, available or not. */
export async function allSongIds(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db.selectFrom('songs').select('video_id').orderBy('video_id').execute();
  return rows.map((row) => row.video_id);
}
