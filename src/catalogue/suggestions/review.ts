import type { SongInput } from '../../../db/queries/songs.ts';
import { countWaitingSuggestions, oldestWaiting, type WaitingRow } from '../../../db/queries/suggestions.ts';
import { UserError } from '../../errors/user-error.ts';
import type { VideosRead } from '../read-videos.ts';
import type { LeaveOutReason } from '../rejections.ts';
import { readSuggested } from './read-song.ts';
import { dropOldSuggestions, type SuggestDeps } from './suggest.ts';

/** A suggestion that waits for a decision. */
export interface WaitingSuggestion extends WaitingRow {
  /** What YouTube says about the song now; undefined where it is none any more, or could not be asked. */
  readonly song: SongInput | undefined;
  /** Why it is no song any more. */
  readonly leftOut: LeaveOutReason | undefined;
}

export interface Review {
  /** How many wait in all. */
  readonly waiting: number;
  readonly oldest: readonly WaitingSuggestion[];
}

/** The suggestions that have waited longest, as YouTube describes their songs now; one unit, or none without any. */
export async function reviewSuggestions(deps: SuggestDeps, limit: number): Promise<Review> {
  const { db } = deps;
  await dropOldSuggestions(deps);
  const rows = await oldestWaiting(db, limit);
  const read = await readWhatCanBe(
    deps,
    rows.map(({ videoId }) => videoId),
  );
  const songs = new Map(read?.songs.map((song) => [song.video_id, song]));
  const oldest = rows.map((row) => ({
    ...row,
    song: songs.get(row.videoId),
    leftOut: read?.leftOut.get(row.videoId),
  }));
  return { waiting: await countWaitingSuggestions(db), oldest };
}

/** Moderators can decide without titles too, by the links alone. */
async function readWhatCanBe(
  deps: SuggestDeps,
  videoIds: readonly string[],
): Promise<VideosRead | undefined> {
  const { youtube } = deps;
  if (youtube === undefined || videoIds.length === 0) return undefined;
  try {
    return await readSuggested(deps, youtube, videoIds);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}
