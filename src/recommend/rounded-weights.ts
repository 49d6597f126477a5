import { type Foremost, foremostWords, type WordWeight, type WordWeights } from './word-weights.ts';

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
 * nobody compares with another. A word that comes to nothing that way is not named.
 */
export function roundedWeights({ up, down, score }: WordWeights): RoundedWeights {
  const sides = { up: rounded(up), down: rounded(down) };
  const words = [sides.up, sides.down].flatMap(({ shown, others }) => [...shown, others]);
  const pointsOfWords = words.reduce((sum, { points }) => sum + hundredths(points), 0);
  return { ...sides, score: hundredths(score) / 100, start: (hundredths(score) - pointsOfWords) / 100 };
}

function rounded(words: readonly WordWeight[]): Foremost {
  // Most weight first, so that what is left out is the end.
  const named = words.filter(({ points }) => hundredths(points) !== 0);
  const rest = words.slice(named.length);
  const { shown, others } = foremostWords(named, WORDS);
  const points = rest.reduce((sum, word) => sum + word.points, others.points);
  return {
    shown: shown.map((one) => ({ word: one.word, points: hundredths(one.points) / 100 })),
    others: { words: others.words + rest.length, points: hundredths(points) / 100 },
  };
}

function hundredths(points: number): number {
  // Rounding gives −0 too, which adding 0 makes 0.
  return Math.round(100 * points) + 0;
}
