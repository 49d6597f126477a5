import { MOODS, type MoodVector, moodVector } from '../moods.ts';
import type { Counts } from '../text/vectorize.ts';
import { calibrate, fitCalibration } from './calibration.ts';
import { type FoldJob, foldsInTurn, type RunsFolds } from './fold-scores.ts';

/** A song's label as one contender knew it, or undefined where that contender has never seen the song. */
export type KnownLabel = { readonly target: MoodVector; readonly weight: number } | undefined;

export interface CrossValidationRequest extends RunsFolds {
  /** All songs, counted. */
  readonly counts: Counts;
  /** Labels to fit on, one a song. */
  readonly labels: readonly KnownLabel[];
  /** The fold of every song, from 0. */
  readonly folds: readonly number[];
  readonly costs: readonly number[];
  /** Told after every fold. */
  readonly onFold?: (done: number, total: number) => void;
}

/**
 * Raw scores of every song by a model fitted, idf and all, without that song's fold: `scores[cost][song]`.
 * Only the vocabulary is shared, and a feature that the other folds lack has no weight.
 */
export function crossValidate(request: CrossValidationRequest): MoodVector[][] {
  const { counts, labels, folds, costs, onFold, runFolds = foldsInTurn } = request;
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold + 1), 0);
  const job: FoldJob = {
    options: counts.options,
    spans: counts.spans,
    matrix: counts.matrix,
    targets: Float64Array.from(labels.flatMap((label) => label?.target ?? MOODS.map(() => 0))),
    weights: Float64Array.from(labels, (label) => label?.weight ?? 0),
    folds: Int32Array.from(folds),
    foldCount,
    costs,
  };
  const scores = runFolds(job, (done) => onFold?.(done, foldCount));
  return costs.map((_, cost) =>
    labels.map((_, song) => {
      const from = (cost * labels.length + song) * MOODS.length;
      return moodVector((_, mood) => scores[from + mood] ?? 0);
    }),
  );
}

/**
 * Probabilities from out-of-fold scores, each by a calibration fitted on the other folds' songs, so that the result is
 * as honest as the scores.
 */
export function crossCalibrate(
  scores: readonly MoodVector[],
  labels: readonly KnownLabel[],
  folds: readonly number[],
): MoodVector[] {
  const calibrations = new Map<number, ReturnType<typeof fitCalibration>>();
  return scores.map((vector, song) => {
    const fold = folds[song] ?? 0;
    let calibration = calibrations.get(fold);
    if (calibration === undefined) {
      const others = indicesWhere(folds, (other, i) => other !== fold && labels[i] !== undefined);
      calibration = calibrationFrom(scores, labels, others);
      calibrations.set(fold, calibration);
    }
    return calibrate(calibration, vector);
  });
}

/** The calibration that the songs at `songs` support. */
export function calibrationFrom(
  scores: readonly MoodVector[],
  labels: readonly KnownLabel[],
  songs: readonly number[],
): ReturnType<typeof fitCalibration> {
  const none = moodVector(() => 0);
  return fitCalibration(
    songs.map((i) => scores[i] ?? none),
    songs.map((i) => labels[i]?.target ?? none),
  );
}

function indicesWhere(folds: readonly number[], test: (fold: number, index: number) => boolean): number[] {
  return [...folds.keys()].filter((index) => test(folds[index] ?? 0, index));
}
