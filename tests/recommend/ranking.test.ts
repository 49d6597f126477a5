import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawByScore, goodOnes } from '../../src/recommend/ranking.ts';

const songs = fc.array(fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 30 });

/** A small generator for the statistical test; any uniform one will do. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('drawByScore', () => {
  test('draws as many different songs as asked for, or all there are', () => {
    fc.assert(
      fc.property(songs, fc.nat(10), fc.integer(), (list, count, seed) => {
        const drawn = drawByScore(list, count, uniform(seed));
        expect(drawn.length).toBe(Math.min(count, list.length));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.every((song) => list.includes(song))).toBe(true);
      }),
    );
  });

  test('draws in proportion to the score', () => {
    const list = [{ score: 0.6 }, { score: 0.3 }, { score: 0.1 }];
    const random = uniform(7);
    const counts = new Map(list.map((song) => [song, 0]));
    const draws = 20_000;
    for (let n = 0; n < draws; n++) {
      for (const song of drawByScore(list, 1, random)) counts.set(song, (counts.get(song) ?? 0) + 1);
    }
    // Four standard deviations of a binomial share are below 0.014 here.
    for (const [song, count] of counts) expect(Math.abs(count / draws - song.score)).toBeLessThan(0.014);
  });

  test('songs that score nothing can still be drawn, after the others', () => {
    expect(drawByScore([{ score: 0 }, { score: 0.2 }], 2, () => 0.999)).toEqual([
      { score: 0.2 },
      { score: 0 },
    ]);
  });
});

describe('goodOnes', () => {
  test('keeps what scores at least half of the best, and the first few in any case', () => {
    const list = [{ score: 0.8 }, { score: 0.4 }, { score: 0.39 }, { score: 0.1 }];
    expect(goodOnes(list, 1)).toEqual(list.slice(0, 2));
    expect(goodOnes(list, 3)).toEqual(list.slice(0, 3));
    expect(goodOnes([], 3)).toEqual([]);
  });
});
