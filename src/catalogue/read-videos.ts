import type { SongInput } from '../../db/queries/songs.ts';
import { type LeaveOutReason, type SongRules, videoToSong } from './video-to-song.ts';
import type { CallOptions, YouTubeClient } from './youtube.ts';

export interface VideosRead {
  readonly songs: SongInput[];
  /** Why the other ids are no songs; `gone` when YouTube does not know them any more. */
  readonly leftOut: ReadonlyMap<string, LeaveOutReason | 'gone'>;
}

export interface ReadVideosDeps {
  readonly youtube: YouTubeClient;
  readonly songRules: SongRules;
  readonly now: () => Date;
}

/**
 * Reads at most 50 videos and sorts them into songs and the rest.
 *
 * @throws as {@link YouTubeClient} does.
 */
export async function readVideos(
  { youtube, now, songRules }: ReadVideosDeps,
  ids: readonly string[],
  options: CallOptions,
): Promise<VideosRead> {
  const fetchedAt = now();
  const byId = new Map((await youtube.videos(ids, options)).map((video) => [video.id, video]));
  const songs: SongInput[] = [];
  const leftOut = new Map<string, LeaveOutReason | 'gone'>();
  for (const id of ids) {
    const video = byId.get(id);
    const verdict =
      video === undefined ? ({ leftOut: 'gone' } as const) : videoToSong(video, fetchedAt, songRules);
    if ('song' in verdict) songs.push(verdict.song);
    else leftOut.set(id, verdict.leftOut);
  }
  return { songs, leftOut };
}
