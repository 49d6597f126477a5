import { describe, expect, test } from 'vitest';
import { measure } from '../../src/classifier/metrics.ts';
import { precisionAt } from '../../src/classifier/precision-at.ts';
import { moodVector } from '../../src/moods.ts';

const certain = (mood: number) => moodVector((_, m) => (m === mood ? 1 : 0));
const mostly = (mood: number, p: number) => moodVector((_, m) => (m === mood ? p : (1 - p) / 5));

describe('measure', () => {
  test('counts by hand', () => {
    const targets = [0, 0, 0, 2, 2].map(certain);
    const predictions = [0, 0, 2, 2, 0].map((mood) => mostly(mood, 0.5));
    const metrics = measure(targets, predictions);
    expect(metrics.accuracy).toBeCloseTo(3 / 5, 12);
    expect(metrics.confusion[0]).toEqual([2, 0, 1, 0, 0, 0]);
    expect(metrics.confusion[2]).toEqual([1, 0, 1, 0, 0, 0]);
    expect(metrics.perMood[0]).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 });
    expect(metrics.perMood[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(metrics.macroF1).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(metrics.logLoss).toBeCloseTo(-(3 * Math.log(0.5) + 2 * Math.log(0.1)) / 5, 12);
  });

  test('cross-entropy of a soft label counts all its moods', () => {
    const target = moodVector((_, m) => (m === 0 ? 0.75 : m === 1 ? 0.25 : 0));
    const { logLoss } = measure([target], [mostly(0, 0.5)]);
    expect(logLoss).toBeCloseTo(-0.75 * Math.log(0.5) - 0.25 * Math.log(0.1), 12);
  });

  test('calibration error is the distance of confidence from frequency', () => {
    const targets = Array.from({ length: 100 }, (_, i) => certain(i % 2));
    const confident = (p: number) =>
      measure(
        targets,
        targets.map(() => mostly(0, p)),
      ).calibrationError;
    expect(confident(0.5)).toBeCloseTo(0, 12);
    expect(confident(0.9)).toBeCloseTo(0.4, 12);
    expect(confident(0.3)).toBeCloseTo(0.2, 12);
  });

  test('reliability has bins of equally many songs, least sure first', () => {
    const confidences = Array.from({ length: 25 }, (_, i) => 0.98 - 0.03 * i);
    // Of the five surest songs two are wrong.
    const targets = confidences.map((_, i) => certain(i === 0 || i === 3 ? 1 : 0));
    const { reliability = [], calibrationError } = measure(
      targets,
      confidences.map((p) => mostly(0, p)),
    );
    expect(reliability.map(({ songs }) => songs)).toEqual([2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
    const [first, last] = [reliability[0], reliability.at(-1)];
    expect(first).toMatchObject({ accuracy: 1, confidence: expect.closeTo((0.26 + 0.29) / 2, 12) });
    expect(last).toMatchObject({
      accuracy: expect.closeTo(2 / 3, 12),
      confidence: expect.closeTo((0.98 + 0.95 + 0.92) / 3, 12),
    });
    const gaps = reliability.map((bin) => bin.songs * Math.abs(bin.confidence - bin.accuracy));
    expect(calibrationError).toBeCloseTo(gaps.reduce((sum, gap) => sum + gap, 0) / 25, 12);
  });

  test('fewer songs than bins leave no empty bin', () => {
    const { reliability } = measure([certain(0), certain(1)], [mostly(0, 0.9), mostly(0, 0.5)]);
    expect(reliability).toEqual([
      { songs: 1, confidence: 0.5, accuracy: 0 },
      { songs: 1, confidence: 0.9, accuracy: 1 },
    ]);
    expect(measure([], []).reliability).toEqual([]);
  });

  test('stays finite for a certain and wrong prediction and for no songs', () => {
    expect(Number.isFinite(measure([certain(1)], [certain(0)]).logLoss)).toBe(true);
    expect(measure([], [])).toMatchObject({
      songs: 0,
      accuracy: 0,
      macroF1: 0,
      logLoss: 0,
      calibrationError: 0,
    });
  });
});

describe('precisionAt', () => {
  test('averages over the moods that occur', () => {
    const targets = [0, 0, 1, 1].map(certain);
    const predictions = [mostly(0, 0.9), mostly(1, 0.8), mostly(1, 0.7), mostly(0, 0.5)];
    expect(precisionAt(1, targets, predictions)).toBeCloseTo((1 + 0) / 2, 12);
    expect(precisionAt(2, targets, predictions)).toBeCloseTo((1 / 2 + 1 / 2) / 2, 12);
  });
});
