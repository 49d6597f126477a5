import type { SongInput } from '../../db/queries/songs.ts';
import { IMPORTED_LICENCE } from '../../db/queries/waiting-songs.ts';
import type { ImportRow } from './import-rows.ts';

/** The song of an imported row. With a date, its text is one of YouTube's API, and is refreshed and erased like those. */
export function importedSong({ videoId, title, description, fetchedAt }: ImportRow): SongInput {
  return {
    video_id: videoId,
    title,
    description,
    tags: [],
    channel: '',
    channel_id: '',
    genre: '',
    artist: '',
    instruments: [],
    duration_s: null,
    license: IMPORTED_LICENCE,
    attribution: '',
    origin: fetchedAt === undefined ? 'import' : 'youtube',
    published_at: null,
    fetched_at: fetchedAt ?? null,
    regions_allowed: null,
    regions_blocked: [],
  };
}
