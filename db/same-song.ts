/** What tells whether two songs are the same recording. */
export interface Recording {
  /** See `SongsTable` for both. */
  readonly titleKey: string;
  readonly descriptionKey: string;
  /** Seconds, where known. */
  readonly duration: number | null;
  readonly artist: string;
  readonly channelId: string;
}

/** How far the lengths of two uploads of one recording may lie apart, in seconds. */
export const SAME_WITHIN_S = 2;

/**
 * Whether two songs look like uploads of one recording: equally long and called the same, or equally long with the same
 * description.
 *
 * Common titles ("Home", "Happy") are many artists', and by chance one pair of songs in thirty is equally long, so that
 * two artists who are both known must have a word in common. A channel often gives all its songs one description:
 * within a channel it counts only where one title also holds all the words of the other ("Copy of …", "… [HD]").
 */
export function isSameSong(a: Recording, b: Recording): boolean {
  if (a.duration === null || b.duration === null) return false;
  if (Math.abs(a.duration - b.duration) > SAME_WITHIN_S) return false;
  if (a.titleKey !== '' && a.titleKey === b.titleKey && mayShareArtist(a.artist, b.artist)) return true;
  if (a.descriptionKey === '' || a.descriptionKey !== b.descriptionKey) return false;
  return otherChannels(a, b) || oneHoldsOther(wordsOf(a.titleKey), wordsOf(b.titleKey));
}

function mayShareArtist(a: string, b: string): boolean {
  const [these, those] = [wordsOf(a), wordsOf(b)];
  return these.size === 0 || those.size === 0 || !these.isDisjointFrom(those);
}

function otherChannels(a: Recording, b: Recording): boolean {
  return a.channelId !== '' && b.channelId !== '' && a.channelId !== b.channelId;
}

function oneHoldsOther(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size > 0 && b.size > 0 && (a.isSubsetOf(b) || b.isSubsetOf(a));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu));
}
