import { measure } from '../../src/classifier/metrics.ts';
import { seededRandom } from '../../src/classifier/random.ts';
import type { Metrics } from '../../src/classifier/types.ts';
import { MOODS, type MoodVector, moodVector } from '../../src/moods.ts';
import type { ModelReport } from '../../src/training/model-report.ts';

const certain = (mood: number) => moodVector((_, m) => (m === mood ? 1 : 0));

/** Metrics of made-up predictions; `moodOf` says a song's mood from a number in [0, 1). */
export function madeUpMetrics(songs: number, moodOf: (random: number) => number, accuracy: number): Metrics {
  const random = seededRandom(3);
  const moods = Array.from({ length: songs }, () => moodOf(random()));
  const predictions = moods.map((mood) => {
    const predicted = random() < accuracy ? mood : Math.floor(random() * MOODS.length);
    const confidence = 0.25 + 0.7 * random();
    return moodVector((_, m) => (m === predicted ? confidence : (1 - confidence) / (MOODS.length - 1)));
  });
  return measure(moods.map(certain), predictions);
}

function curveOf(songs: number): ModelReport['learningCurve'] {
  const labels = [32, 16, 8, 4, 2, 1].map((part) => (0.8 * songs) / part).filter((size) => size > 4);
  const points = labels.map((size, i) => {
    const accuracy = 0.3 + 0.05 * i;
    return { labels: size, accuracy, low: accuracy - 0.05, high: accuracy + 0.08 };
  });
  return { points, runs: 15, songs };
}

const KNOWN = {
  modelId: 3,
  status: 'active',
  trainedAt: '2026-01-01T00:00:00.000Z',
  madeAt: '2026-01-02T00:00:00.000Z',
  missing: [],
} as const;

const shares = (...values: number[]): MoodVector => moodVector((_, mood) => values[mood] ?? 0);

/** Reports of all kinds that a picture has to bear. */
export const REPORTS = {
  usual: {
    ...KNOWN,
    labels: 449,
    metrics: madeUpMetrics(449, (r) => Math.floor(r * r * MOODS.length), 0.4),
    learningCurve: curveOf(449),
    moodShares: {
      voted: shares(0.3, 0.05, 0.2, 0.1, 0.25, 0.1),
      votedSongs: 449,
      predicted: shares(0.2, 0.15, 0.1, 0.15, 0.25, 0.15),
      predictedSongs: 12_345,
    },
  },
  'without a mistake': {
    ...KNOWN,
    labels: 60,
    metrics: madeUpMetrics(60, (r) => Math.floor(r * MOODS.length), 1),
    learningCurve: { points: [{ labels: 48, accuracy: 1, low: 1, high: 1 }], runs: 15, songs: 60 },
    moodShares: {
      voted: certain(4),
      votedSongs: 1,
      predicted: moodVector(() => 1 / MOODS.length),
      predictedSongs: 1,
    },
  },
  'with six labels and no votes': {
    ...KNOWN,
    labels: 6,
    metrics: madeUpMetrics(6, (r) => 2 * Math.floor(2 * r), 0.3),
    learningCurve: { points: [{ labels: 4.8, accuracy: 1 / 3, low: 0, high: 1 }], runs: 15, songs: 6 },
    moodShares: {
      voted: moodVector(() => 0),
      votedSongs: 0,
      predicted: shares(0.9, 0.1),
      predictedSongs: 60,
    },
  },
  'with 100,000 labels, 95 % of one mood': {
    ...KNOWN,
    labels: 100_000,
    metrics: madeUpMetrics(100_000, (r) => (r < 0.95 ? 4 : Math.floor(r * 1000) % MOODS.length), 0.97),
    learningCurve: curveOf(100_000),
    moodShares: {
      voted: shares(0.01, 0.01, 0.01, 0.01, 0.95, 0.01),
      votedSongs: 100_000,
      predicted: shares(0.004, 0.02, 0.03, 0.001, 0.94, 0.005),
      predictedSongs: 1_234_567,
    },
  },
} as const satisfies Readonly<Record<string, ModelReport>>;
