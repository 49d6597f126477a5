import { unescape as decodePercent } from 'node:querystring';
import { decode } from 'html-entities';
import type { SongInput } from '../../db/queries/songs.ts';
import type { YouTubeVideo } from './youtube.ts';

/** Why a video is no song for the catalogue. */
export type LeaveOutReason =
  | 'not-creative-commons'
  | 'not-embeddable'
  | 'not-public'
  | 'live'
  | 'no-duration';

/** Which lengths are a song's, in seconds; both ends belong to it. */
export interface SongRules {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/** One minute to a quarter of an hour. */
export const DEFAULT_SONG_RULES: SongRules = { minSeconds: 60, maxSeconds: 900 };

export type VideoVerdict = { readonly song: SongInput } | { readonly leftOut: LeaveOutReason };

/** YouTube's own limit; a longer text is not its. */
const DESCRIPTION_BYTES = 5_000;

/** What "Creative Commons" means on YouTube: https://support.google.com/youtube/answer/2797468 */
const LICENCE = 'CC BY 3.0';
const LICENCE_URL = 'https://creativecommons.org/licenses/by/3.0/';

/** Turns a video as the API describes it into a song, or says why it is none. */
export function videoToSong(
  video: YouTubeVideo,
  fetchedAt: Date,
  _rules: SongRules = DEFAULT_SONG_RULES,
): VideoVerdict {
  const { id, snippet, contentDetails, status, topicDetails } = video;
  if (status.privacyStatus !== 'public') return { leftOut: 'not-public' };
  if (status.license !== 'creativeCommon') return { leftOut: 'not-creative-commons' };
  if (!status.embeddable) return { leftOut: 'not-embeddable' };
  if (snippet.liveBroadcastContent !== 'none') return { leftOut: 'live' };
  const seconds = durationSeconds(contentDetails.duration);
  if (seconds === undefined || seconds === 0) return { leftOut: 'no-duration' };
  const title = decode(snippet.title);
  const channel = decode(snippet.channelTitle);
  return {
    song: {
      video_id: id,
      title,
      description: cutToBytes(decode(snippet.description), DESCRIPTION_BYTES),
      tags: snippet.tags.map((tag) => decode(tag)),
      channel,
      channel_id: snippet.channelId,
      genre: topicDetails.topicCategories.map(topicName).filter(isGenre).join(', '),
      artist: '',
      instruments: [],
      duration_s: seconds,
      license: `${LICENCE} (${LICENCE_URL})`,
      attribution: `${title} by ${channel}, ${LICENCE}, https://www.youtube.com/watch?v=${id}`,
      origin: 'youtube',
      published_at: snippet.publishedAt === undefined ? null : new Date(snippet.publishedAt),
      fetched_at: fetchedAt,
      regions_allowed: null,
      regions_blocked: [],
    },
  };
}

/** Seconds of an ISO 8601 duration in days and smaller units, as YouTube writes it; undefined for anything else. */
export function durationSeconds(duration: string | undefined): number | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration ?? '');
  if (match === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const total = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
  return total < 2 ** 31 ? total : undefined;
}

/** The longest beginning of a text that fits, in UTF-8, without a broken character at its end. */
export function cutToBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  // A streaming decoder keeps back the bytes of a character that is not complete.
  return encoded.length <= bytes
    ? text
    : new TextDecoder().decode(encoded.subarray(0, bytes), { stream: true });
}

/** `https://en.wikipedia.org/wiki/Hip_hop_music` is "Hip hop music". */
function topicName(category: string): string {
  return decodePercent(category.slice(category.lastIndexOf('/') + 1))
    .replaceAll('_', ' ')
    .trim();
}

/** Every song of the catalogue is music; a topic that says no more is no genre. */
function isGenre(topic: string): boolean {
  return topic !== '' && topic !== 'Music';
}
