import type { Explanation } from '../classifier/types.ts';

/** A word of a song and how many points it adds to a mood's score, or takes away below 0. */
export interface WordWeight {
  /** As written in the song's text. */
  readonly word: string;
  readonly points: number;
}

/** Why a song got its score for a mood: `score` is `start` and all the words' points together. */
export interface WordWeights {
  /** What every song starts with. */
  readonly start: number;
  /** Most points first. */
  readonly up: readonly WordWeight[];
  /** Most points taken away first. */
  readonly down: readonly WordWeight[];
  readonly score: number;
}

/** An explanation by word, whichever fields of the song's text the word stands in. */
export function wordWeights({ words, intercept, score }: Explanation): WordWeights {
  const merged = new Map<string, WordWeight>();
  for (const { word, contribution } of words) {
    const key = word.toLowerCase();
    const earlier = merged.get(key);
    merged.set(key, { word: earlier?.word ?? word, points: (earlier?.points ?? 0) + contribution });
  }
  const all = [...merged.values()].sort((a, b) => b.points - a.points);
  const up = all.filter(({ points }) => points > 0);
  const down = all.filter(({ points }) => points < 0).reverse();
  return { start: intercept, up, down, score };
}

/** The first words of a list, and what the others come to. */
export interface Foremost {
  readonly shown: readonly WordWeight[];
  readonly others: { readonly words: number; readonly points: number };
}

/** The first `most` words, leaving out those that say what an earlier one says already (`rain` after `soft rain`). */
export function foremostWords(words: readonly WordWeight[], most: number): Foremost {
  const shown: WordWeight[] = [];
  const others = { words: 0, points: 0 };
  for (const one of words) {
    if (shown.length < most && !shown.some(({ word }) => overlap(word, one.word))) {
      shown.push(one);
    } else {
      others.words += 1;
      others.points += one.points;
    }
  }
  return { shown, others };
}

function overlap(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x.includes(y) || y.includes(x);
}
