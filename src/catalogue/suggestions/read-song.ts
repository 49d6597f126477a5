import type { Kysely } from 'kysely';
import { deleteOldRefusals, refusalSince, rememberRefusal } from '../../../db/queries/refused-videos.ts';
import type { SongInput } from '../../../db/queries/songs.ts';
import type { Schema } from '../../../db/schema.ts';
import { UserError } from '../../errors/user-error.ts';
import { askYouTube } from '../ask-youtube.ts';
import { refreshReserve } from '../quota/forecast.ts';
import { readVideos, type VideosRead } from '../read-videos.ts';
import { LEAVE_OUT_WORDS, type LeaveOutReason, mayPass } from '../rejections.ts';
import type { SongRules } from '../video-to-song.ts';
import type { YouTubeClient } from '../youtube.ts';

/** How long a refusal is remembered, whatever its reason. */
const REFUSED_MS = 24 * 60 * 60 * 1000;

export interface ReadDeps {
  readonly db: Kysely<Schema>;
  /** Undefined without an API key: then suggestions wait, and none can be accepted. */
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
  const reason = leftOut.get(videoId) ?? 'gone';
  await rememberRefusal(deps.db, { videoId, reason }, deps.now());
  throw refusal(reason);
}

/**
 * Tells again what YouTube said of a video lately, so that the same link does not cost a unit each time.
 *
 * @throws UserError as {@link readSong} does
 */
export async function checkRefusedLately({ db, now }: ReadDeps, videoId: string): Promise<void> {
  const reason = await refusalSince(db, videoId, new Date(now().getTime() - REFUSED_MS));
  if (reason !== undefined && isReason(reason)) throw refusal(reason);
}

/** Forgets refusals that are old enough for YouTube to be asked again. */
export async function dropOldRefusals({ db, now }: Pick<ReadDeps, 'db' | 'now'>): Promise<void> {
  await deleteOldRefusals(db, new Date(now().getTime() - REFUSED_MS));
}

function isReason(text: string): text is keyof typeof LEAVE_OUT_WORDS {
  return Object.hasOwn(LEAVE_OUT_WORDS, text);
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
    'I cannot look at songs on YouTube yet: the person who runs me has to give me a key for it first. Until then it waits.',
  );
}

const HINTS: Readonly<Partial<Record<LeaveOutReason, string>>> = {
  'not-creative-commons':
    ' I only take songs that their makers have put under that licence, so that everybody may use them.',
  'age-restricted': ' I play in channels that everybody may read.',
  upcoming: ' Please suggest it again once it has played.',
  live: ' If it is a premiere, please suggest it again once it has played.',
};

function refusal(reason: LeaveOutReason): UserError {
  if (reason === 'gone') {
    return new UserError(
      'unknown-video',
      'YouTube shows me no such video. It may be private or deleted, or a letter of the link is wrong.',
    );
  }
  if (reason === 'unreadable') {
    return new UserError(
      'unreadable-video',
      'YouTube does not tell me enough about this video at the moment. Please try again tomorrow.',
    );
  }
  const cannot = mayPass(reason) ? 'I cannot take this one at the moment' : 'I cannot take this one';
  return new UserError(
    'not-a-song',
    `Thank you, but ${cannot}: it is ${LEAVE_OUT_WORDS[reason]}.${HINTS[reason] ?? ''}`,
  );
}
