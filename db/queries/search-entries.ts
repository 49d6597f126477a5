import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { searchEntry } from '../../src/text/search-words.ts';
import type { Schema } from '../schema.ts';

/** Songs a transaction: few enough to hold up nobody who shares the embedded database's one session. */
const BATCH = 100;

/**
 * Makes the search entries of songs that have none, in short transactions: those of an earlier release, and those whose
 * titles came in by a statement that does not make them.
 *
 * @returns how many were made; what is left when the signal is aborted is left for the next call.
 */
export async function fillSearchEntries(db: Kysely<Schema>, signal?: AbortSignal): Promise<number> {
  for (let made = 0; ; ) {
    if (signal?.aborted) return made;
    const some = await fillSome(db);
    if (some === 0) return made;
    made += some;
    // The embedded database may answer without ever leaving the event loop.
    await turn();
  }
}

function fillSome(db: Kysely<Schema>): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const songs = await trx
      .selectFrom('songs')
      .select(['video_id', 'title', 'artist', 'channel'])
      .where('search_terms', 'is', null)
      .orderBy('video_id')
      .limit(BATCH)
      .forNoKeyUpdate()
      .execute();
    if (songs.length === 0) return 0;
    const entries = songs.map(({ title, artist, channel }) => searchEntry({ title, by: artist || channel }));
    await sql`
      update songs set search_title = entry.title, search_terms = entry.terms
      from unnest(
        ${songs.map(({ video_id }) => video_id)}::text[],
        ${entries.map(({ title }) => title)}::text[],
        ${entries.map(({ terms }) => terms)}::text[]
      ) as entry (video_id, title, terms)
      where songs.video_id = entry.video_id
    `.execute(trx);
    return songs.length;
  });
}
