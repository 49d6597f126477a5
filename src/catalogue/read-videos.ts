import type { SongInput } from '../../db/queries/songs.ts';
import type { LeaveOutReason } from './rejections.ts';
import { type SongRules, videoToSong } from './video-to-song.ts';
import type { CallOptions, VideosAnswer, YouTubeClient } from './youtube.ts';

export interface VideosRead {
  readonly songs: SongInput[];
  /** Why the other ids are no songs. */
  readonly leftOut: ReadonlyMap<string, LeaveOutReason>;
  /** When premieres and live streams are to begin, where YouTube tells. */
  readonly startsAt: ReadonlyMap<string, Date>;
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
  const answer = await youtube.videos(ids, options);
  const byId = new Map(answer.videos.map((video) => [video.id, video]));
  const songs: SongInput[] = [];
  const leftOut = new Map<string, LeaveOutReason>();
  const startsAt = new Map<string, Date>();
  for (const id of ids) {
    const video = byId.get(id);
    if (video === undefined) {
      leftOut.set(id, whyAbsent(answer, id));
      continue;
    }
    if (video.startsAt !== undefined) startsAt.set(id, video.startsAt);
    const verdict = videoToSong(video, fetchedAt, songRules);
    if ('song' in verdict) songs.push(verdict.song);
    else leftOut.set(id, verdict.leftOut);
  }
  return { songs, leftOut, startsAt };
}

/** Why an answer has no video of an id that it was asked for. */
export function whyAbsent({ unreadable, nameless }: VideosAnswer, id: string): 'gone' | 'unreadable' {
  return nameless || unreadable.has(id) ? 'unreadable' : 'gone';
}

/** Videos that the outcome of a run names. */
const MOST_NAMED = 5;

/** Adds ids to those that the outcome of a run names, as long as there is room. */
export function nameSome(named: string[], ids: readonly string[]): void {
  named.push(...ids.slice(0, MOST_NAMED - named.length));
}
