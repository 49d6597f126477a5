import { MOODS, type Mood, type MoodVector, moodVector } from '../moods.ts';

/** What all votes of a song support. */
export interface Label {
  /** Shares of the six moods, summing to 1. */
  readonly distribution: MoodVector;
  /** From 0 (no voter) towards 1: `voters / (voters + 1)`, so that one voter counts half of what many count. */
  readonly confidence: number;
}

/**
 * The label that a song's tallies support; every voter's share counts the same.
 *
 * @returns undefined when nobody has voted.
 */
export function labelOf(
  tallies: readonly { readonly mood: Mood; readonly share: number }[],
): Label | undefined {
  const shares = MOODS.map((mood) => tallies.find((tally) => tally.mood === mood)?.share ?? 0);
  const voters = shares.reduce((sum, share) => sum + share, 0);
  if (voters === 0) return undefined;
  return {
    distribution: moodVector((_, index) => (shares[index] ?? 0) / voters),
    confidence: voters / (voters + 1),
  };
}
