import type { SongInput } from '../../db/queries/songs.ts';

/** A valid video id for a number. */
export function videoId(n: number): string {
  return `video${String(n).padStart(6, '0')}`;
}

/** A song as it comes from YouTube, with some fields of its own. */
export function aSong(fields: Partial<SongInput> & { readonly video_id: string }): SongInput {
  return {
    title: `Song ${fields.video_id}`,
    description: 'No copyright music.',
    tags: ['music'],
    channel: 'A channel',
    channel_id: 'UCaaaaaaaaaaaaaaaaaaaaaa',
    genre: '',
    artist: '',
    instruments: [],
    duration_s: 185,
    license: 'CC BY 3.0',
    attribution: 'Credit',
    origin: 'youtube',
    published_at: new Date('2024-03-01T12:00:00Z'),
    fetched_at: new Date('2026-03-01T00:00:00Z'),
    regions_allowed: null,
    regions_blocked: [],
    ...fields,
  };
}
