/**
 * The words of this house. Every file, table, test and reply uses these and no synonyms.
 *
 * - mood: one of the six below
 * - song: a YouTube video in the catalogue, keyed by its 11-character `videoId`
 * - card: the bot's message that shows one song and collects votes
 * - vote: one member's statement that a song has a mood; several moods by one member share one vote
 * - label: the mood distribution of a song that all its votes support
 * - prediction: the model's mood distribution for a song
 * - score: what ranking uses, prediction and label combined, per (song, mood)
 * - model: one trained artefact with its metrics; exactly one is active
 * - champion / challenger: the active model / the one just trained
 * - source: a search query, channel or playlist that ingestion follows
 * - run: one execution of a job (ingest, refresh, retrain) with its outcome and cost
 * - control guild: a server whose moderators may change what all servers share
 */

/** The six moods, in the one order every vector and table of the project uses. */
export const MOODS = ['happy', 'in-love', 'sad', 'confident-sassy', 'chill', 'angry'] as const;

export type Mood = (typeof MOODS)[number];

/** One number per mood, in the order of {@link MOODS}. A distribution when it sums to 1. */
export type MoodVector = readonly [number, number, number, number, number, number];

export interface MoodInfo {
  readonly id: Mood;
  /** What members read. */
  readonly label: string;
  /** At most five characters, for tables. */
  readonly short: string;
  /** The Unicode emoji that is a vote for this mood, exactly as Discord sends it. */
  readonly emoji: string;
  /** Colour for pictures and accents, `0xRRGGBB`; the set of six is safe for colour-blind people (Okabe and Ito, 2008). */
  readonly colour: number;
}

export const MOOD_INFO: Readonly<Record<Mood, MoodInfo>> = {
  happy: { id: 'happy', label: 'Happy', short: 'happy', emoji: '😄', colour: 0xf0e442 },
  'in-love': { id: 'in-love', label: 'In love', short: 'love', emoji: '😍', colour: 0xcc79a7 },
  sad: { id: 'sad', label: 'Sad', short: 'sad', emoji: '😢', colour: 0x0072b2 },
  'confident-sassy': {
    id: 'confident-sassy',
    label: 'Confident & sassy',
    short: 'sassy',
    emoji: '😎',
    colour: 0xe69f00,
  },
  chill: { id: 'chill', label: 'Chill', short: 'chill', emoji: '😌', colour: 0x009e73 },
  angry: { id: 'angry', label: 'Angry', short: 'angry', emoji: '😡', colour: 0xd55e00 },
};

const BY_EMOJI = new Map<string, Mood>(MOODS.map((mood) => [MOOD_INFO[mood].emoji, mood]));

/** Whether `value` is the id of one of the six moods. */
export function isMood(value: unknown): value is Mood {
  return MOODS.includes(value as Mood);
}

/** The mood an emoji votes for, or `undefined` for any other emoji. */
export function moodOfEmoji(emoji: string | null): Mood | undefined {
  return emoji === null ? undefined : BY_EMOJI.get(emoji);
}

/** Position of a mood in {@link MOODS}. */
export function moodIndex(mood: Mood): number {
  return MOODS.indexOf(mood);
}

/** Builds a vector from a function of the mood. */
export function moodVector(of: (mood: Mood, index: number) => number): MoodVector {
  return MOODS.map(of) as unknown as MoodVector;
}
