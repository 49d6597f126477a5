import type { YouTubeVideo } from './youtube.ts';

/** The longest a Short may be. @see https://support.google.com/youtube/answer/15424877 */
const LONGEST_SECONDS = 180;

/** Square and upright uploads of more than a minute are Shorts from this day on. */
const THREE_MINUTES_SINCE = Date.UTC(2024, 9, 15);
const LONGEST_BEFORE_SECONDS = 60;

const SAYS_SO = /#(?:yt|youtube)?shorts?(?![\p{L}\p{N}_])/iu;

/**
 * Whether a video is one of YouTube's Shorts. The API has no word for that, but asked for the player within a square it tells the
 * player's size: a Short is as high as wide or higher, and at most three minutes long. Where it tells no size, only a
 * `#shorts` in the title shows it.
 */
export function isYouTubeShort({
  video,
  title,
  seconds,
}: {
  readonly video: Pick<YouTubeVideo, 'player' | 'snippet'>;
  readonly title: string;
  readonly seconds: number;
}): boolean {
  if (seconds > LONGEST_SECONDS) return false;
  if (SAYS_SO.test(title)) return true;
  const { embedWidth: width, embedHeight: height } = video.player ?? {};
  if (width === undefined || height === undefined || height < width) return false;
  const uploaded = Date.parse(video.snippet.publishedAt ?? '');
  return seconds <= LONGEST_BEFORE_SECONDS || uploaded >= THREE_MINUTES_SINCE;
}
