import { type Foremost, foremostWords, type WordWeights } from './word-weights.ts';

/** Words named on either side. */
const WORDS = 4;

/** Why a song got its score for a mood, as people read it: all numbers in hundredths, and adding up. */
export interface RoundedWeights {
  readonly start: number;
  readonly up: Foremost;
  readonly down: Foremost;
  readonly score: number;
}

/**
 * Rounds each number by itself to two decimals; what that changes in the sum goes into the start, the one number that
 * nobody compares with another.
 */
export function roundedWeights({ up, down, score }: WordWeights): RoundedWeights {
  const sides = { up: rounded(foremostWords(up, WORDS)), down: rounded(foremostWords(down, WORDS)) };
  const words = [sides.up, sides.down].flatMap(({ shown, others }) => [...shown, others]);
  const pointsOfWords = words.reduce((sum, { points }) => sum + hundredths(points), 0);
  return { ...sides, score: hundredths(score) / 100, start: (hundredths(score) - pointsOfWords) / 100 };
}

function rounded({ shown, others }: Foremost): Foremost {
  return {
    shown: shown.map(({ word, points }) => ({ word, points: hundredths(points) / 100 })),
    others: { words: others.words, points: hundredths(others.points) / 100 },
  };
}

function hundredths(points: number): number {
  // Rounding gives −0 too, which adding 0 makes 0.
  return Math.round(100 * points) + 0;
}
