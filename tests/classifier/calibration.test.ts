import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrate, fitCalibration } from '../../src/classifier/calibration.ts';
import { measure } from '../../src/classifier/metrics.ts';
import { seededRandom } from '../../src/classifier/random.ts';
import { softmax } from '../../src/classifier/vectors.ts';
import { type MoodVector, moodVector } from '../../src/moods.ts';

const random = seededRandom(11);

/** Songs whose true distribution is known, with raw scores that are far too timid and off by a constant. */
function songs(count: number): { scores: MoodVector[]; targets: MoodVector[] } {
  const scores: MoodVector[] = [];
  const targets: MoodVector[] = [];
  for (let i = 0; i < count; i++) {
    const truth = moodVector(() => 3 * (random() - 0.5));
    const distribution = softmax(truth);
    const mood = drawn(distribution, random());
    scores.push(moodVector((_, m) => 0.2 * (truth[m] ?? 0) - 2 + 0.3 * m));
    targets.push(moodVector((_, m) => (m === mood ? 1 : 0)));
  }
  return { scores, targets };
}

function drawn(distribution: MoodVector, at: number): number {
  let sum = 0;
  for (const [mood, probability] of distribution.entries()) {
    sum += probability;
    if (at < sum) return mood;
  }
  return distribution.length - 1;
}

describe('calibration', () => {
  test('lowers log-loss and calibration error on songs it was not fitted on', () => {
    const seen = songs(600);
    const unseen = songs(600);
    const calibration = fitCalibration(seen.scores, seen.targets);
    const raw = measure(unseen.targets, unseen.scores.map(softmax));
    const calibrated = measure(
      unseen.targets,
      unseen.scores.map((vector) => calibrate(calibration, vector)),
    );
    expect(calibrated.logLoss).toBeLessThan(raw.logLoss - 0.05);
    expect(calibrated.calibrationError).toBeLessThan(raw.calibrationError);
    expect(calibrated.calibrationError).toBeLessThan(0.06);
  });

  test('is as sharp as the songs it was fitted on bear out', () => {
    const { scores, targets } = songs(400);
    const calibration = fitCalibration(scores, targets);
    const logLossAt = (factor: number) => {
      const changed = { ...calibration, sharpness: factor * calibration.sharpness };
      return measure(
        targets,
        scores.map((vector) => calibrate(changed, vector)),
      ).logLoss;
    };
    expect(logLossAt(1)).toBeLessThan(logLossAt(1.04));
    expect(logLossAt(1)).toBeLessThan(logLossAt(0.96));
  });

  test('makes a mood that no label has improbable, not impossible', () => {
    const { scores, targets } = songs(200);
    const without = targets.map((target) =>
      target[5] === 1 ? moodVector((_, m) => (m === 0 ? 1 : 0)) : target,
    );
    const probability = calibrate(fitCalibration(scores, without), scores[0] ?? moodVector(() => 0))[5];
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThan(0.02);
  });

  test('never says that a higher score makes a mood less probable', () => {
    const { scores, targets } = songs(60);
    const upsideDown = scores.map((vector) => moodVector((_, m) => -(vector[m] ?? 0)));
    expect(fitCalibration(upsideDown, targets).slopes.every((slope) => slope >= 0)).toBe(true);
  });

  test('gives distributions for any scores, however few or odd the songs', () => {
    const vector = fc.tuple(
      ...Array.from({ length: 6 }, () => fc.double({ min: -50, max: 50, noNaN: true })),
    );
    fc.assert(
      fc.property(fc.array(vector, { maxLength: 30 }), fc.nat(5), vector, (scores, mood, asked) => {
        const targets = scores.map((_, i) => moodVector((__, m) => (m === (i % 2 === 0 ? mood : 0) ? 1 : 0)));
        const given = scores.map((row) => moodVector((_, m) => row[m] ?? 0));
        const probabilities = calibrate(
          fitCalibration(given, targets),
          moodVector((_, m) => asked[m] ?? 0),
        );
        expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(probabilities.reduce<number>((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});
