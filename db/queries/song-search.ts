import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Schema } from '../schema.ts';

/** A song as a list to choose from shows it. */
export interface FoundSong {
  readonly videoId: string;
  readonly title: string;
  readonly artist: string;
  readonly channel: string;
}

/** Words that count; more make a query slower and no clearer. */
const MOST_WORDS = 8;

const FOUND = sql.raw('video_id as "videoId", title, artist, channel');

/**
 * Available songs whose titles begin with a text, in alphabetical order, so that a title that is the text comes first;
 * and, where those are too few, songs whose titles have a word beginning with each of its words, in any order. Both have
 * an index, whose expression the condition repeats word for word.
 */
export async function songsByTitle(db: Kysely<Schema>, text: string, limit: number): Promise<FoundSong[]> {
  const typed = text.replaceAll('\0', ' ').toWellFormed().trim();
  const words = typed.match(/[\p{L}\p{M}\p{N}]+/gu)?.slice(0, MOST_WORDS) ?? [];
  const searches = [beginningWith(typed, limit), ...(words.length === 0 ? [] : [withWords(words, limit)])];
  return db.transaction().execute(async (trx) => {
    await useIndexes(trx);
    const found = new Map<string, FoundSong>();
    for (const search of searches) {
      if (found.size >= limit) break;
      const { rows } = await search.execute(trx);
      for (const row of rows) found.set(row.videoId, row);
    }
    return [...found.values()].slice(0, limit);
  });
}

/**
 * Until the end of the transaction no table is read from end to end. Without statistics, which an embedded database
 * never gathers by itself, that looks cheap until `limit` is reached; at a million songs it takes many seconds where
 * nothing is found.
 */
export async function useIndexes(trx: Transaction<Schema>): Promise<void> {
  await sql`set local enable_seqscan = off`.execute(trx);
}

/** Exported for the test of its plan. */
export function beginningWith(typed: string, limit: number): RawBuilder<FoundSong> {
  const start = typed.replace(/[\\%_]/g, '\\$&');
  // By bytes, which is the order of the index: nothing has to be sorted.
  return sql<FoundSong>`
    select ${FOUND} from songs
    where available and title <> '' and lower(title) like lower(${start}) || '%'
    order by lower(title) using ~<~ limit ${limit}
  `;
}

/** Exported for the test of its plan. */
export function withWords(words: readonly string[], limit: number): RawBuilder<FoundSong> {
  const query = words.map((word) => `'${word}':*`).join(' & ');
  // The words stand alone behind `offset 0`: beside `available` the index of available songs would do as well, and look
  // as cheap as the table does.
  return sql<FoundSong>`
    select ${FOUND} from (
      select * from songs
      where to_tsvector('simple'::regconfig, translate(title, './@:-_''', '       ')) @@ to_tsquery('simple', ${query})
      offset 0
    ) found
    where available and title <> '' limit ${limit}
  `;
}

/** Available songs of these ids, in the order of the ids. */
export async function songsById(db: Kysely<Schema>, videoIds: readonly string[]): Promise<FoundSong[]> {
  const { rows } = await sql<FoundSong>`
    select ${FOUND} from songs
    where available and title <> '' and video_id = any(${[...videoIds]}::text[])
    order by array_position(${[...videoIds]}::text[], video_id)
  `.execute(db);
  return rows;
}
