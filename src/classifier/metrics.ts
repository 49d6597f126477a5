import { MOODS, type MoodVector, moodVector } from '../moods.ts';
import type { Metrics, MoodMetrics, ReliabilityBin } from './types.ts';
import { foremost } from './vectors.ts';

const BINS = 10;
/** Keeps the log-loss of a prediction that was certain and wrong finite. */
const LEAST_PROBABILITY = 1e-15;

/**
 * Measures predictions against labels, both distributions in the same order of songs. Without songs all is 0.
 */
export function measure(targets: readonly MoodVector[], probabilities: readonly MoodVector[]): Metrics {
  const labels = targets.map(foremost);
  const predicted = probabilities.map(foremost);
  const confusion = confusionOf(labels, predicted);
  const perMood = moodMetrics(confusion);
  const present = perMood.filter(({ support }) => support > 0);
  const reliability = reliabilityOf(labels, predicted, probabilities);
  return {
    songs: targets.length,
    accuracy: mean(labels.map((label, i) => (label === predicted[i] ? 1 : 0))),
    macroF1: mean(present.map(({ f1 }) => f1)),
    logLoss: mean(targets.map((target, i) => crossEntropy(target, probabilities[i]))),
    calibrationError: calibrationError(reliability),
    reliability,
    confusion,
    perMood,
  };
}

/** `confusion[label][predicted]`. */
export function confusionOf(labels: readonly number[], predicted: readonly number[]): MoodVector[] {
  const counts = MOODS.map(() => new Float64Array(MOODS.length));
  labels.forEach((label, i) => {
    const row = counts[label];
    const column = predicted[i] ?? 0;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  });
  return counts.map((row) => moodVector((_, mood) => row[mood] ?? 0));
}

/** Precision, recall and F1 of every mood. */
export function moodMetrics(confusion: readonly MoodVector[]): MoodMetrics[] {
  return MOODS.map((_, mood) => {
    const hits = confusion[mood]?.[mood] ?? 0;
    const support = (confusion[mood] ?? []).reduce<number>((sum, count) => sum + count, 0);
    const claimed = confusion.reduce((sum, row) => sum + (row[mood] ?? 0), 0);
    return {
      precision: share(hits, claimed),
      recall: share(hits, support),
      f1: share(2 * hits, claimed + support),
      support,
    };
  });
}

function crossEntropy(target: MoodVector, probabilities: MoodVector | undefined): number {
  return target.reduce<number>((sum, weight, mood) => {
    if (weight === 0) return sum;
    return sum - weight * Math.log(Math.max(probabilities?.[mood] ?? 0, LEAST_PROBABILITY));
  }, 0);
}

/** Songs in the order of their confidence, cut into bins of equally many each. */
function reliabilityOf(
  labels: readonly number[],
  predicted: readonly number[],
  probabilities: readonly MoodVector[],
): ReliabilityBin[] {
  const songs = probabilities
    .map((vector, i) => {
      const mood = predicted[i] ?? 0;
      return { confidence: vector[mood] ?? 0, hit: mood === labels[i] ? 1 : 0 };
    })
    .sort((a, b) => a.confidence - b.confidence);
  return Array.from({ length: BINS }, (_, bin) => {
    const from = Math.floor((bin * songs.length) / BINS);
    const to = Math.floor(((bin + 1) * songs.length) / BINS);
    const inside = songs.slice(from, to);
    return {
      songs: inside.length,
      confidence: mean(inside.map(({ confidence }) => confidence)),
      accuracy: mean(inside.map(({ hit }) => hit)),
    };
  }).filter((bin) => bin.songs > 0);
}

/**
 * Mean distance of confidence from accuracy over bins with equally many songs each: M. P. Naeini, G. F. Cooper and
 * M. Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015.
 */
function calibrationError(bins: readonly ReliabilityBin[]): number {
  let error = 0;
  let songs = 0;
  for (const bin of bins) {
    error += bin.songs * Math.abs(bin.confidence - bin.accuracy);
    songs += bin.songs;
  }
  return share(error, songs);
}

function mean(values: readonly number[]): number {
  return share(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
