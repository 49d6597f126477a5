import type { NotASong } from './not-a-song.ts';

/** What keeps a video out of the catalogue by all that YouTube says of it. */
export type VideoReason =
  | 'not-public'
  | 'not-creative-commons'
  | 'not-embeddable'
  | 'age-restricted'
  | 'blocked-everywhere'
  | 'not-music'
  | 'live'
  | 'upcoming'
  | 'no-duration'
  | 'too-short'
  | 'too-long'
  | 'youtube-short'
  | NotASong;

/**
 * Why a video is no song for the catalogue. `gone` is for ids that YouTube does not know, `unreadable` for a video of whose
 * description something is missing or odd.
 */
export type LeaveOutReason = VideoReason | 'gone' | 'unreadable';

/** The reasons as people read them, after "it is" or a number. */
export const LEAVE_OUT_WORDS: Readonly<Record<LeaveOutReason, string>> = {
  gone: 'private or not on YouTube any more',
  unreadable: 'described incompletely by YouTube at the moment',
  'not-public': 'not public',
  'not-creative-commons': 'not under a Creative Commons licence',
  'not-embeddable': 'not allowed to play outside YouTube',
  'age-restricted': 'for adults only, by YouTube’s rating',
  'blocked-everywhere': 'blocked in every country',
  'not-music': 'not music, by YouTube’s own category',
  live: 'a live stream',
  upcoming: 'a premiere or live stream that has not begun',
  'no-duration': 'of unknown length',
  'too-short': 'shorter than a song',
  'too-long': 'longer than a song',
  'youtube-short': 'a YouTube Short',
  mix: 'a mix or compilation',
  karaoke: 'a karaoke version',
  tutorial: 'a tutorial',
  podcast: 'a podcast',
};

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A video is looked at again until so long after it was found. */
const GIVE_UP_AFTER_MS = 28 * DAY_MS;

/** How long after its scheduled time a premiere is looked at: it plays as long as a song, and is then made ready. */
const AFTER_PREMIERE_MS = HOUR_MS;

/**
 * States that pass, with the days until each next look; the last one stands for all that follow. `soon` ends by itself
 * within days. `late` is up to somebody: a claim is settled, a video that was staged privately is published.
 */
const LOOKS = { soon: [1, 1, 2, 4, 7], late: [7, 14] } as const;

const PASSING: ReadonlyMap<LeaveOutReason, keyof typeof LOOKS> = new Map([
  ['upcoming', 'soon'],
  ['live', 'soon'],
  ['no-duration', 'soon'],
  ['unreadable', 'soon'],
  ['gone', 'late'],
  ['not-public', 'late'],
  ['not-embeddable', 'late'],
  ['blocked-everywhere', 'late'],
]);

/** Whether the reason may pass without anybody making another video of it. */
export function mayPass(reason: LeaveOutReason): boolean {
  return PASSING.has(reason);
}

export interface RetryQuestion {
  readonly reason: LeaveOutReason;
  /** How often the video was looked at before. */
  readonly tries: number;
  readonly foundAt: Date;
  /** When YouTube says that it begins, for a premiere to come. */
  readonly startsAt: Date | undefined;
  readonly now: Date;
}

/**
 * When a video is to be looked at again that was left out for this reason, or undefined where that is no use: the reason
 * lasts, or the video was found four weeks before.
 */
export function nextLook({ reason, tries, foundAt, startsAt, now }: RetryQuestion): Date | undefined {
  const kind = PASSING.get(reason);
  if (kind === undefined) return undefined;
  const days: readonly number[] = LOOKS[kind];
  const scheduled = reason === 'upcoming' ? startsAt : undefined;
  const next =
    scheduled !== undefined && scheduled > now
      ? scheduled.getTime() + AFTER_PREMIERE_MS
      : now.getTime() + (days[Math.min(tries, days.length - 1)] ?? 1) * DAY_MS;
  return next > foundAt.getTime() + GIVE_UP_AFTER_MS ? undefined : new Date(next);
}
