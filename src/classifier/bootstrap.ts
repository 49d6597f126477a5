import type { MoodVector } from '../moods.ts';
import { confusionOf, moodMetrics } from './metrics.ts';
import { seededRandom } from './random.ts';
import type { Interval } from './types.ts';
import { foremost } from './vectors.ts';

const RESAMPLES = 1000;

/** Labels and two sets of predictions for the same songs. */
export interface Pairing {
  readonly targets: readonly MoodVector[];
  readonly champion: readonly MoodVector[];
  readonly challenger: readonly MoodVector[];
  readonly seed: number;
}

/**
 * 95 % percentile intervals of challenger minus champion, from 1,000 resamples of the songs with both predictions of a
 * song kept together: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
 */
export function bootstrapDifference(pairing: Pairing): { accuracy: Interval; macroF1: Interval } {
  const labels = pairing.targets.map(foremost);
  const champion = pairing.champion.map(foremost);
  const challenger = pairing.challenger.map(foremost);
  const random = seededRandom(pairing.seed);
  const differenceOn = (songs: readonly number[]) => {
    const own = songs.map((song) => labels[song] ?? 0);
    const before = quality(
      own,
      songs.map((song) => champion[song] ?? 0),
    );
    const after = quality(
      own,
      songs.map((song) => challenger[song] ?? 0),
    );
    return { accuracy: after.accuracy - before.accuracy, macroF1: after.macroF1 - before.macroF1 };
  };
  const observed = differenceOn([...labels.keys()]);
  const resampled = Array.from({ length: RESAMPLES }, () =>
    differenceOn(labels.map(() => Math.floor(random() * labels.length))),
  );
  return {
    accuracy: interval(
      observed.accuracy,
      resampled.map(({ accuracy }) => accuracy),
    ),
    macroF1: interval(
      observed.macroF1,
      resampled.map(({ macroF1 }) => macroF1),
    ),
  };
}

function quality(
  labels: readonly number[],
  predicted: readonly number[],
): { accuracy: number; macroF1: number } {
  const confusion = confusionOf(labels, predicted);
  const hits = confusion.reduce((sum, row, mood) => sum + (row[mood] ?? 0), 0);
  const present = moodMetrics(confusion).filter(({ support }) => support > 0);
  const f1 = present.reduce((sum, mood) => sum + mood.f1, 0);
  return { accuracy: hits / Math.max(labels.length, 1), macroF1: f1 / Math.max(present.length, 1) };
}

function interval(difference: number, values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { difference, low: at(0.025), high: at(0.975) };
}
