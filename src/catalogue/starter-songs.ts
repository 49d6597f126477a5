import type { SongInput } from '../../db/queries/songs.ts';
import type { Mood } from '../moods.ts';
import type { StarterFile } from './starter-file.ts';

/** From here on a mood of the starter file counts as a vote; below it is left to the model to find out. */
const VOTE_FROM_CONFIDENCE = 0.8;

export interface StarterSong {
  readonly song: SongInput;
  /** The mood its publisher or a listener gave it, whatever the confidence. */
  readonly mood: Mood | null;
  /** How sure that mood is, from 0 to 1. */
  readonly confidence: number;
  /** The mood, if it is sure enough to be a vote. */
  readonly vote: Mood | null;
}

/** The starter catalogue as songs. */
export function starterSongs({ channels, licences, songs }: StarterFile): StarterSong[] {
  return songs.map((row): StarterSong => {
    const [
      videoId,
      title,
      artist,
      channelAt,
      genre,
      tags,
      instruments,
      seconds,
      licenceAt,
      credit,
      mood,
      sure,
    ] = row;
    const [channel, channelId] = channels[channelAt] ?? ['', ''];
    const license = licences[licenceAt] ?? '';
    const confidence = sure ?? 0;
    return {
      song: {
        video_id: videoId,
        title,
        description: '',
        tags,
        channel,
        channel_id: channelId,
        genre,
        artist,
        instruments,
        duration_s: seconds,
        license,
        attribution: credit === '' ? creditLine(videoId, title, artist, license) : credit,
        origin: 'starter',
        published_at: null,
        fetched_at: null,
        regions_allowed: null,
        regions_blocked: [],
      },
      mood,
      confidence,
      vote: confidence >= VOTE_FROM_CONFIDENCE ? mood : null,
    };
  });
}

function creditLine(videoId: string, title: string, artist: string, license: string): string {
  const work = artist === '' ? title : `${title} by ${artist}`;
  const creativeCommons = /^CC BY(?:-[A-Z]{2})* \d\.\d/.exec(license)?.[0];
  return [work, creativeCommons, `https://www.youtube.com/watch?v=${videoId}`].filter(Boolean).join(', ');
}
