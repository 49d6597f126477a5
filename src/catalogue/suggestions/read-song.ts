import type { Kysely } from 'kysely';
import type { SongInput } from '../../../db/queries/songs.ts';
import type { Schema } from '../../../db/schema.ts';
import { UserError } from '../../errors/user-error.ts';
import { askYouTube } from '../ask-youtube.ts';
import { refreshReserve } from '../quota/forecast.ts';
import { readVideos, type VideosRead } from '../read-videos.ts';
import { LEAVE_OUT_WORDS, type LeaveOutReason, type SongRules } from '../video-to-song.ts';
import type { YouTubeClient } from '../youtube.ts';

export interface ReadDeps {
  readonly db: Kysely<Schema>;
  /** Undefined without an API key: then nothing can be suggested. */
  readonly youtube: YouTubeClient | undefined;
  readonly songRules: SongRules;
  readonly now: () => Date;
}

/**
 * What YouTube says about a song now; one unit.
 *
 * @throws UserError `no-youtube-key`, `unknown-video`, `not-a-song`, `quota-spent`, `youtube-unavailable`
 */
export async function readSong(deps: ReadDeps, videoId: string): Promise<SongInput> {
  const { songs, leftOut } = await readSuggested(deps, neededClient(deps), [videoId]);
  const [song] = songs;
  if (song !== undefined) return song;
  throw refusal(leftOut.get(videoId) ?? 'gone');
}

/**
 * What YouTube says about at most 50 videos now; one unit, of those that need not be left to the refresh.
 *
 * @throws UserError `quota-spent`, `youtube-unavailable`
 */
export async function readSuggested(
  deps: ReadDeps,
  youtube: YouTubeClient,
  videoIds: readonly string[],
): Promise<VideosRead> {
  const keep = await refreshReserve(deps.db, deps.now());
  return askYouTube(() => readVideos({ ...deps, youtube }, videoIds, { keep }));
}

/** @throws UserError `no-youtube-key` */
export function neededClient({ youtube }: Pick<ReadDeps, 'youtube'>): YouTubeClient {
  if (youtube !== undefined) return youtube;
  throw new UserError(
    'no-youtube-key',
    'I cannot look at songs on YouTube yet: whoever runs me has to give me a key for it first.',
  );
}

function refusal(reason: LeaveOutReason | 'gone'): UserError {
  if (reason === 'gone') {
    return new UserError(
      'unknown-video',
      'YouTube shows me no such video. It may be private or deleted, or a letter of the link is wrong.',
    );
  }
  const hint =
    reason === 'not-creative-commons'
      ? ' I only take songs that their makers have put under that licence, so that everybody may use them.'
      : '';
  return new UserError(
    'not-a-song',
    `Thank you, but I cannot take this one: it is ${LEAVE_OUT_WORDS[reason]}.${hint}`,
  );
}
