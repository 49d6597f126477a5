import { unescape as decodePercent } from 'node:querystring';
import type { SongInput } from '../../db/queries/songs.ts';
import { notASong } from './not-a-song.ts';
import { playsSomewhere, regionsOf } from './regions.ts';
import type { VideoReason } from './rejections.ts';
import { unescaped } from './unescaped.ts';
import type { YouTubeVideo } from './youtube.ts';
import { isYouTubeShort } from './youtube-short.ts';

/** Which lengths are a song's, in seconds; both ends belong to it. */
export interface SongRules {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/** One minute to a quarter of an hour. */
export const DEFAULT_SONG_RULES: SongRules = { minSeconds: 60, maxSeconds: 900 };

export type VideoVerdict = { readonly song: SongInput } | { readonly leftOut: VideoReason };

/** YouTube's own limit; a longer text is not its. */
const DESCRIPTION_BYTES = 5_000;

/** @see https://developers.google.com/youtube/v3/docs/videoCategories/list */
const MUSIC_CATEGORY = '10';

/** What "Creative Commons" means on YouTube: https://support.google.com/youtube/answer/2797468 */
const LICENCE = 'CC BY 3.0';
const LICENCE_URL = 'https://creativecommons.org/licenses/by/3.0/';

/** Turns a video as the API describes it into a song, or says why it is none. */
export function videoToSong(
  video: YouTubeVideo,
  fetchedAt: Date,
  rules: SongRules = DEFAULT_SONG_RULES,
): VideoVerdict {
  const { id, snippet, contentDetails, status, topicDetails } = video;
  const seconds = durationSeconds(contentDetails.duration) ?? 0;
  const regions = regionsOf(contentDetails.regionRestriction);
  const title = unescaped(snippet.title);
  const channel = unescaped(snippet.channelTitle);
  const tags = snippet.tags.map(unescaped);
  const leftOut =
    notAllowed(video) ??
    notMusic(snippet) ??
    notOneSong(seconds, rules) ??
    (isYouTubeShort({ video, title, seconds }) ? 'youtube-short' : undefined) ??
    notASong({ title, tags, seconds });
  if (leftOut !== undefined) return { leftOut };
  return {
    song: {
      video_id: id,
      title,
      description: cutToBytes(unescaped(snippet.description), DESCRIPTION_BYTES),
      tags,
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
      regions_allowed: regions.allowed,
      regions_blocked: regions.blocked,
      made_for_kids: status.madeForKids ?? null,
    },
  };
}

function notAllowed(video: YouTubeVideo): VideoReason | undefined {
  if (video.status.privacyStatus !== 'public') return 'not-public';
  if (video.status.license !== 'creativeCommon') return 'not-creative-commons';
  return notPlayable(video);
}

/** Why a video cannot be shown to everybody in a channel, whatever it is and whatever its licence. */
export function notPlayable({ contentDetails, status }: YouTubeVideo): VideoReason | undefined {
  if (!status.embeddable) return 'not-embeddable';
  if (contentDetails.contentRating?.ytRating === 'ytAgeRestricted') return 'age-restricted';
  return playsSomewhere(regionsOf(contentDetails.regionRestriction)) ? undefined : 'blocked-everywhere';
}

function notMusic({ categoryId, liveBroadcastContent }: YouTubeVideo['snippet']): VideoReason | undefined {
  if (categoryId !== MUSIC_CATEGORY) return 'not-music';
  if (liveBroadcastContent === 'none') return undefined;
  return liveBroadcastContent === 'upcoming' ? 'upcoming' : 'live';
}

/** A stream that has not ended says it lasts no time at all. */
function notOneSong(seconds: number, { minSeconds, maxSeconds }: SongRules): VideoReason | undefined {
  if (seconds === 0) return 'no-duration';
  if (seconds < minSeconds) return 'too-short';
  return seconds > maxSeconds ? 'too-long' : undefined;
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
