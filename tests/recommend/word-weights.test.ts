import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/classifier/types.ts';
import { roundedWeights } from '../../src/recommend/rounded-weights.ts';
import { foremostWords, wordWeights } from '../../src/recommend/word-weights.ts';

const points = fc.double({ min: -5, max: 5, noNaN: true });
const explanation: fc.Arbitrary<Explanation> = fc
  .record({
    intercept: points,
    words: fc.array(
      fc.record({
        word: fc.constantFrom('rain', 'Rain', 'soft rain', 'piano', 'party', 'no copyright', 'a', '😢'),
        field: fc.constantFrom('title' as const, 'tags' as const),
        contribution: points,
      }),
    ),
  })
  .map(({ intercept, words }) => ({
    intercept,
    words,
    score: words.reduce((sum, { contribution }) => sum + contribution, intercept),
  }));

describe('word weights', () => {
  test('start and all words add up to the score, each word once', () => {
    fc.assert(
      fc.property(explanation, (one) => {
        const { start, up, down, score } = wordWeights(one);
        const words = [...up, ...down];
        expect(words.reduce((sum, word) => sum + word.points, start)).toBeCloseTo(score, 9);
        expect(new Set(words.map(({ word }) => word.toLowerCase())).size).toBe(words.length);
        expect(up.every((word) => word.points > 0) && down.every((word) => word.points < 0)).toBe(true);
      }),
    );
  });

  test('a word in two fields counts once, with the points of both', () => {
    const { up, down } = wordWeights({
      intercept: 0,
      words: [
        { word: 'Rain', field: 'title', contribution: 0.5 },
        { word: 'party', field: 'tags', contribution: -0.2 },
        { word: 'rain', field: 'tags', contribution: 0.25 },
      ],
      score: 0.55,
    });
    expect(up).toEqual([{ word: 'Rain', points: 0.75 }]);
    expect(down).toEqual([{ word: 'party', points: -0.2 }]);
  });

  test('of words that say the same the first is shown, and none is lost from the sum', () => {
    const words = ['soft rain', 'rain', 'piano', 'night'].map((word, at) => ({ word, points: 4 - at }));
    expect(foremostWords(words, 2)).toEqual({
      shown: [
        { word: 'soft rain', points: 4 },
        { word: 'piano', points: 2 },
      ],
      others: { words: 2, points: 4 },
    });
  });

  test('words that come to nothing are not named, and what they come to together is not lost', () => {
    const words = ['rain', 'a', 'b', 'c'].map((word, at) => ({
      word,
      field: 'title' as const,
      contribution: at === 0 ? 1 : 0.004,
    }));
    const { up, down } = roundedWeights(wordWeights({ intercept: 0, words, score: 1.012 }));
    expect(up).toEqual({ shown: [{ word: 'rain', points: 1 }], others: { words: 3, points: 0.01 } });
    expect(down).toEqual({ shown: [], others: { words: 0, points: 0 } });
  });

  test('what people read adds up to the last decimal', () => {
    fc.assert(
      fc.property(explanation, (one) => {
        const { start, up, down, score } = roundedWeights(wordWeights(one));
        const parts = [up, down].flatMap(({ shown, others }) => [...shown, others]);
        const hundredths = [start, ...parts.map((part) => part.points)].map((value) =>
          Math.round(100 * value),
        );
        expect(hundredths.reduce((sum, value) => sum + value)).toBe(Math.round(100 * score));
        expect(score).toBeCloseTo(one.score, 1);
        expect(Math.abs(start - one.intercept)).toBeLessThan(0.06);
      }),
    );
  });
});
