import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { isDense, type SearchQuery, searchQuery } from '../../src/text/search-words.ts';
import type { Schema } from '../schema.ts';

/** A song as a list to choose from shows it. */
export interface FoundSong {
  readonly videoId: string;
  readonly title: string;
  readonly artist: string;
  readonly channel: string;
}

const FOUND = sql.raw('video_id as "videoId", title, artist, channel');

/** The last character there is: behind everything that begins alike. */
const LAST = '\u{10ffff}';

/** A single letter begins too many words to look through. */
const SHORTEST_BEGINNING = 2;

/**
 * Available songs whose titles begin with a text, in alphabetical order, so that a title that is the text comes first;
 * and, where those are too few, songs whose title and artist have each of its words, the last one perhaps unfinished, in
 * any order. Both have an index, whose expression the condition repeats word for word.
 */
export async function findSongs(db: Kysely<Schema>, text: string, limit: number): Promise<FoundSong[]> {
  const query = searchQuery(text);
  if (query.beginning === '') return [];
  return db.transaction().execute(async (trx) => {
    await useIndexes(trx);
    const found = new Map<string, FoundSong>();
    for (const search of [
      beginningWith(query, limit),
      withTerms(query, limit, SAMPLE),
      withTerms(query, limit),
    ]) {
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
export function beginningWith({ beginning }: SearchQuery, limit: number): RawBuilder<FoundSong> {
  return sql<FoundSong>`
    select ${FOUND} from songs
    where available and search_title <> ''
      and search_title >= ${beginning} and search_title < ${`${beginning}${LAST}`}
    order by search_title, video_id limit ${limit}
  `;
}

/**
 * A sixteenth of all songs, with an index of its own, its condition word for word. An index of words gives all that it
 * finds or nothing: for words that many songs have, so few are found at a fraction of the cost, and are enough.
 */
export const SAMPLE = sql`left(md5(video_id), 1) = '0'`;

/** Exported for the test of its plan. */
export function withTerms(
  query: SearchQuery,
  limit: number,
  among: RawBuilder<unknown> = sql`true`,
): RawBuilder<FoundSong> {
  // The words stand alone behind `offset 0`: beside `available` the index of available songs would do as well, and look
  // as cheap as the table does. The cast takes each word as it is; `to_tsquery` would read it by the database's locale.
  return sql<FoundSong>`
    select ${FOUND} from (
      select * from songs
      where array_to_tsvector(string_to_array(search_terms, ' ')) @@ ${conditionOf(query)}::text::tsquery
        and ${among}
      offset 0
    ) found
    where available and title <> '' limit ${limit}
  `;
}

/** All of the terms; a last letter alone counts only where it is all there is, as a word of its own. */
function conditionOf({ terms, unfinished }: SearchQuery): string {
  const whole = terms.map((term) => `'${term}'`);
  if (unfinished === undefined) return whole.join(' & ');
  if (mayBegin(unfinished)) return [...whole, `'${unfinished}':*`].join(' & ');
  return (whole.length > 0 ? whole : [`'${unfinished}'`]).join(' & ');
}

/** In scripts without spaces terms are two letters, so that one tells enough. */
function mayBegin(word: string): boolean {
  return [...word].length >= SHORTEST_BEGINNING || isDense(word);
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
