import { type MoodVector, moodVector } from '../moods.ts';
import { DEFAULT_FEATURES } from '../text/default-features.ts';
import { weigh } from '../text/tf-idf.ts';
import { countFeatures, vectorizerOf } from '../text/vectorize.ts';
import { calibrate, fitCalibration } from './calibration.ts';
import { crossCalibrate, crossValidate } from './cross-validation.ts';
import { inOrder, requireTwoMoods } from './examples.ts';
import type { RunsFolds } from './fold-scores.ts';
import { assignFolds } from './folds.ts';
import { measure } from './metrics.ts';
import { fitOneVsRest } from './one-vs-rest.ts';
import type { Calibration, TrainingReport, TrainingRequest, TrainingResult } from './types.ts';
import { foremost } from './vectors.ts';

export const DEFAULT_FOLDS = 5;
export const DEFAULT_COSTS: readonly number[] = [0.5, 1, 2, 4, 8, 16];

/**
 * Learns a classifier from labelled songs. The cost is chosen by cross-validation for the least log-loss after
 * calibration: it uses all six probabilities of every song, soft labels too, and so varies far less from one set of
 * folds to the next than a count of right answers. The same songs and seed give the same classifier, in whatever order
 * the songs come.
 * @throws {@link NotEnoughLabelsError} for labels of fewer than two moods
 * @throws {@link InvalidExampleError} for a label, weight or id that makes no sense
 * @throws RangeError for costs that are not above 0, or fewer than two folds
 */
export function trainClassifier(request: TrainingRequest & RunsFolds): TrainingResult {
  const { seed, onProgress, runFolds, costs = DEFAULT_COSTS, features = DEFAULT_FEATURES } = request;
  const examples = inOrder(request.examples);
  const targets = examples.map(({ target }) => target);
  requireTwoMoods(targets);
  if (costs.length === 0 || !costs.every((cost) => cost > 0 && Number.isFinite(cost))) {
    throw new RangeError(`expected costs above 0, got ${costs.join(', ') || 'none'}`);
  }

  onProgress?.({ stage: 'reading', done: 0, total: examples.length });
  const counts = countFeatures(
    examples.map(({ text }) => text),
    features,
  );
  onProgress?.({ stage: 'reading', done: examples.length, total: examples.length });
  const foldCount = request.folds ?? DEFAULT_FOLDS;
  const folds = assignFolds(examples, foldCount, seed);
  const scores = crossValidate({
    counts,
    labels: examples,
    folds,
    costs,
    runFolds,
    onFold: (done, total) => onProgress?.({ stage: 'choosing', done, total }),
  });

  onProgress?.({ stage: 'calibrating', done: 0, total: 1 });
  const { index, calibration, logLosses } = chooseCost(scores, targets);
  const chosen = scores[index] ?? [];
  const cost = costs[index] ?? 1;
  const probabilities = crossCalibrate(chosen, examples, folds);
  onProgress?.({ stage: 'calibrating', done: 1, total: 1 });

  onProgress?.({ stage: 'fitting', done: 0, total: 1 });
  const vectorizer = vectorizerOf(counts);
  const rows = weigh(counts.matrix, counts.spans, features, vectorizer.idf);
  const weights = Float64Array.from(examples, ({ weight }) => weight);
  const [model] = fitOneVsRest({ rows, targets, weights }, [cost]);
  onProgress?.({ stage: 'fitting', done: 1, total: 1 });
  if (model === undefined) throw new RangeError(`expected a model for cost ${cost}, got none`);

  const report: TrainingReport = {
    labels: { total: examples.length, perMood: labelsPerMood(targets) },
    recipe: { cost, features },
    seed,
    folds: foldCount,
    features: rows.columnCount,
    costs: costs.map((value, index) => ({ cost: value, logLoss: logLosses[index] ?? 0 })),
    metrics: measure(targets, probabilities),
  };
  return {
    classifier: { vectorizer, model, calibration, report, trainedAt: request.trainedAt.toISOString() },
    report,
    outOfFold: { ids: examples.map(({ id }) => id), folds, probabilities },
  };
}

interface Choice {
  /** Of the cost with the least log-loss. */
  readonly index: number;
  readonly calibration: Calibration;
  readonly logLosses: readonly number[];
}

/** Calibrated on all songs at once: thirteen numbers overfit little, and every cost alike. */
function chooseCost(scores: readonly (readonly MoodVector[])[], targets: readonly MoodVector[]): Choice {
  const calibrations = scores.map((vectors) => fitCalibration(vectors, targets));
  const logLosses = scores.map((vectors, cost) => {
    const calibration = calibrations[cost];
    if (calibration === undefined) return Number.POSITIVE_INFINITY;
    const probabilities = vectors.map((vector) => calibrate(calibration, vector));
    return measure(targets, probabilities).logLoss;
  });
  const index = logLosses.indexOf(Math.min(...logLosses));
  const calibration = calibrations[index];
  if (calibration === undefined) throw new RangeError('expected a finite log-loss for some cost, got none');
  return { index, calibration, logLosses };
}

function labelsPerMood(targets: readonly MoodVector[]): MoodVector {
  const foremosts = targets.map(foremost);
  return moodVector((_, mood) => foremosts.filter((other) => other === mood).length);
}
