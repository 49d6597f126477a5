import type { Kysely } from 'kysely';
import { type SongWithText, songTexts, songTextsAfter } from '../../db/queries/song-texts.ts';
import type { Schema } from '../../db/schema.ts';

/** All available songs in order of their ids, in batches of `size`. */
export async function* allSongs(db: Kysely<Schema>, size: number): AsyncGenerator<SongWithText[], void> {
  for (let last = ''; ; ) {
    const songs = await songTextsAfter(db, last, size);
    const lastSong = songs.at(-1);
    if (lastSong === undefined) return;
    yield songs;
    last = lastSong.videoId;
  }
}

/** These songs, in batches of `size`. */
export async function* theseSongs(
  db: Kysely<Schema>,
  ids: readonly string[],
  size: number,
): AsyncGenerator<SongWithText[], void> {
  for (let start = 0; start < ids.length; start += size)
    yield await songTexts(db, ids.slice(start, start + size));
}
