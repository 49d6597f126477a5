import type { Kysely } from 'kysely';
import type { Database } from '../../db/database.ts';
import { countChecks, saveChecks, songsToCheck } from '../../db/queries/song-checks.ts';
import type { Schema } from '../../db/schema.ts';
import { freshSince } from '../text/text-age.ts';
import { nameSome, whyAbsent } from './read-videos.ts';
import type { LeaveOutReason } from './rejections.ts';
import { notPlayable } from './video-to-song.ts';
import { type CallOptions, IDS_PER_CALL, type YouTubeClient, type YouTubeVideo } from './youtube.ts';

/** A pass over all songs takes so many days, as long as a text from YouTube stays fresh. */
const PASS_DAYS = 25;

/** Calls a day where all songs need fewer: a new key learns of the starter catalogue within a week. */
const LEAST_CALLS = 20;

/** What the starter catalogue says where it read a Creative Commons licence in a video's description. */
const STATED_LICENCE = /^CC BY\b.*stated in the video description/;
const CREATIVE_COMMONS = /creative\s?commons|\bcc[\s-]by\b/i;

export interface CheckDeps {
  readonly database: Pick<Database, 'db'>;
  readonly youtube: YouTubeClient;
  readonly now: () => Date;
}

export interface CheckCounts {
  /** Songs that YouTube was asked about. */
  checked: number;
  /** Songs that are recommended again. */
  restored: number;
  /** Songs that are recommended no more, by reason. */
  readonly takenOut: Partial<Record<LeaveOutReason, number>>;
  /** Some videos that could not be read. */
  readonly unreadable: string[];
}

/** How many calls a day's checks may take at this moment. */
export async function callsToCheck({
  db,
  now,
}: {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
}): Promise<number> {
  const { all, due } = await countChecks(db, freshSince(now()));
  const most = Math.max(LEAST_CALLS, Math.ceil(all / IDS_PER_CALL / PASS_DAYS));
  return Math.min(Math.ceil(due / IDS_PER_CALL), most);
}

/**
 * Asks YouTube about a day's share of the songs whose text is not from there, the starter catalogue's and imported ones: whether they
 * still play for everybody. Of the answer only that is kept, since the texts are ours and YouTube's would age.
 *
 * @param onPage told how many songs were asked about
 * @throws as the YouTube client does.
 */
export async function checkSongs(
  deps: CheckDeps,
  options: CallOptions & { readonly counts: CheckCounts; readonly onPage?: (songs: number) => void },
): Promise<void> {
  const { database, youtube, now } = deps;
  const { counts, onPage, ...call } = options;
  const due = freshSince(now());
  for (let calls = await callsToCheck({ db: database.db, now }); calls > 0; calls -= 1) {
    call.signal?.throwIfAborted();
    const songs = await songsToCheck(database.db, due, IDS_PER_CALL);
    if (songs.length === 0) return;
    const answer = await youtube.videos(
      songs.map(({ videoId }) => videoId),
      call,
    );
    const byId = new Map(answer.videos.map((video) => [video.id, video]));
    const playing: string[] = [];
    const withdrawn = new Map<string, LeaveOutReason>();
    const unknown: string[] = [];
    for (const { videoId, license } of songs) {
      const video = byId.get(videoId);
      const reason = video === undefined ? whyAbsent(answer, videoId) : whyNotToPlay(video, license);
      if (reason === undefined) playing.push(videoId);
      else if (reason === 'unreadable') unknown.push(videoId);
      else withdrawn.set(videoId, reason);
    }
    const result = { playing, withdrawn: [...withdrawn.keys()], unknown };
    const { left, back } = await saveChecks(database.db, result, now());
    for (const videoId of left) {
      const reason = withdrawn.get(videoId) ?? 'gone';
      counts.takenOut[reason] = (counts.takenOut[reason] ?? 0) + 1;
    }
    counts.checked += songs.length;
    counts.restored += back.length;
    nameSome(counts.unreadable, unknown);
    onPage?.(songs.length);
  }
}

/** The rules for songs of the API that hold for anything that is recommended; the others are for its choice. */
function whyNotToPlay(video: YouTubeVideo, license: string): LeaveOutReason | undefined {
  if (video.status.privacyStatus !== 'public') return 'not-public';
  return notPlayable(video) ?? (licenceHolds(license, video) ? undefined : 'not-creative-commons');
}

/**
 * Whether a licence is what it was, as far as a video can show: one that was read in the description must be stated there still, or be
 * the video's own on YouTube. No other licence of the starter catalogue is the video's: that of the Audio Library, NCS' policy
 * and uploads "free to use" hold whatever the video's own is.
 */
export function licenceHolds(license: string, { status, snippet }: YouTubeVideo): boolean {
  if (!STATED_LICENCE.test(license)) return true;
  return status.license === 'creativeCommon' || CREATIVE_COMMONS.test(snippet.description);
}
