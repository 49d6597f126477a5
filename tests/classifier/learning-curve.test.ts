import { describe, expect, test } from 'vitest';
import { NotEnoughLabelsError } from '../../src/classifier/errors/not-enough-labels-error.ts';
import { type FoldRunner, foldsInTurn } from '../../src/classifier/fold-scores.ts';
import { learningCurve } from '../../src/classifier/learning-curve.ts';
import { seededRandom, shuffled } from '../../src/classifier/random.ts';
import type { Progress } from '../../src/classifier/types.ts';
import { MOODS, moodVector } from '../../src/moods.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import { songText } from '../../src/text/song-text.ts';
import { madeUpExamples } from './songs.ts';

const recipe = { cost: 1, features: DEFAULT_FEATURES };
const seed = 7;

describe('the learning curve', () => {
  const examples = madeUpExamples(160, 1);
  const curve = learningCurve({ examples, recipe, seed });

  test('doubles the labels from point to point, up to all but a fold', () => {
    const labels = curve.points.map((point) => point.labels);
    expect(labels).toEqual([8, 16, 32, 64, 128].map((size) => expect.closeTo(size, 6)));
    expect(curve).toMatchObject({ songs: 160, runs: 15 });
  });

  test('rises where texts tell the mood, and the mean lies within the spread', () => {
    const [first, last] = [curve.points[0], curve.points.at(-1)];
    expect(last?.accuracy).toBeGreaterThan((first?.accuracy ?? 1) + 0.15);
    expect(last?.accuracy).toBeGreaterThan(0.6);
    for (const { low, accuracy, high } of curve.points) {
      expect(low).toBeLessThanOrEqual(accuracy);
      expect(accuracy).toBeLessThanOrEqual(high);
    }
  });

  test('is the same for the same songs and seed, in whatever order they come', () => {
    expect(learningCurve({ examples: shuffled(examples, seededRandom(5)), recipe, seed })).toEqual(curve);
    expect(learningCurve({ examples, recipe, seed: seed + 100 })).not.toEqual(curve);
  });

  test('asks only about songs that were not learnt from', () => {
    // Every text has words of its own that tell nothing of any other: who has seen a song knows it by heart.
    const riddles = Array.from({ length: 120 }, (_, i) => ({
      id: `riddle-${i}`,
      text: songText({ title: `word${i} other${i}` }),
      target: moodVector((_, m) => (m === i % MOODS.length ? 1 : 0)),
      weight: 1,
    }));
    const { points } = learningCurve({ examples: riddles, recipe, seed });
    for (const { accuracy } of points) expect(accuracy).toBeLessThan(0.35);
  });

  test('has one point for a handful of songs', () => {
    const few = learningCurve({ examples: madeUpExamples(6, 1), recipe, seed });
    expect(few.points).toHaveLength(1);
    expect(few.points[0]?.labels).toBeCloseTo(4.8, 6);
  });

  test('has its folds done where it is told to, with the same result', () => {
    let jobs = 0;
    const runFolds: FoldRunner = (job, onFold) => {
      jobs++;
      return foldsInTurn(job, onFold);
    };
    expect(learningCurve({ examples, recipe, seed, runFolds })).toEqual(curve);
    // Five sizes, three rounds.
    expect(jobs).toBe(15);
  });

  test('needs two moods', () => {
    expect(() => learningCurve({ examples: madeUpExamples(20, 1, 1), recipe, seed })).toThrow(
      NotEnoughLabelsError,
    );
  });

  test('tells how far it has come', () => {
    const told: Progress[] = [];
    learningCurve({ examples: madeUpExamples(40, 1), recipe, seed, onProgress: (p) => told.push(p) });
    // Three sizes, three rounds.
    expect(told).toEqual(Array.from({ length: 10 }, (_, done) => ({ stage: 'measuring', done, total: 9 })));
  });
});
