import { describe, expect, test } from 'vitest';
import { bootstrapDifference } from '../../src/classifier/bootstrap.ts';
import { moodVector } from '../../src/moods.ts';

const certain = (mood: number) => moodVector((_, m) => (m === mood ? 1 : 0));
const right = (i: number) => certain(i % 3);
const wrong = (i: number) => certain((i + 1) % 3);
const songs = Array.from({ length: 300 }, (_, i) => i);

describe('bootstrapDifference', () => {
  test('has the width that the paired differences have in theory', () => {
    // Of ten songs five are right for both, three for the challenger only, one for the champion only.
    const champion = songs.map((i) => (i % 10 < 6 ? right(i) : wrong(i)));
    const challenger = songs.map((i) => (i % 10 < 5 || i % 10 > 6 ? right(i) : wrong(i)));
    const { accuracy } = bootstrapDifference({ targets: songs.map(right), champion, challenger, seed: 1 });
    const deviation = Math.sqrt((0.4 - 0.2 ** 2) / songs.length);
    expect(accuracy.difference).toBeCloseTo(0.2, 12);
    expect(accuracy.low).toBeGreaterThan(0.2 - 2.2 * deviation);
    expect(accuracy.low).toBeLessThan(0.2 - 1.7 * deviation);
    expect(accuracy.high).toBeLessThan(0.2 + 2.2 * deviation);
    expect(accuracy.high).toBeGreaterThan(0.2 + 1.7 * deviation);
  });

  test('keeps the two predictions of a song together', () => {
    const same = songs.map((i) => (i % 2 === 0 ? right(i) : wrong(i)));
    const { macroF1 } = bootstrapDifference({
      targets: songs.map(right),
      champion: same,
      challenger: same,
      seed: 1,
    });
    expect(macroF1).toEqual({ difference: 0, low: 0, high: 0 });
  });
});
