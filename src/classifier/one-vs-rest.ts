import { MOODS, type MoodVector, moodVector } from '../moods.ts';
import type { SparseMatrix } from '../text/sparse-matrix.ts';
import { logRatioScale, scaleColumns } from './log-ratio.ts';
import { type BinaryProblem, type BinarySolution, fitBinary } from './logistic-regression.ts';
import type { LinearModel } from './types.ts';

/** Labelled rows: `targets` and `weights` parallel to the rows. */
export interface LabelledRows {
  readonly rows: SparseMatrix;
  readonly targets: readonly MoodVector[];
  readonly weights: Float64Array;
}

/**
 * Fits one logistic regression a mood, "this mood" against "any other", for every cost, cheapest first so that each
 * solution starts the next. Returns the models in the order of `costs`.
 */
export function fitOneVsRest(labelled: LabelledRows, costs: readonly number[]): LinearModel[] {
  const perMood = MOODS.map((_, mood) => fitMood(labelled, mood, costs));
  return costs.map((_, index) => ({
    weights: perMood.map((path) => path[index]?.weights ?? new Float32Array(labelled.rows.columnCount)),
    intercepts: moodVector((_, mood) => perMood[mood]?.[index]?.intercept ?? 0),
  }));
}

interface MoodModel {
  readonly weights: Float32Array;
  readonly intercept: number;
}

function fitMood(
  { rows, targets, weights }: LabelledRows,
  mood: number,
  costs: readonly number[],
): MoodModel[] {
  const wanted = Float64Array.from(targets, (target) => target[mood] ?? 0);
  if (wanted.every((share) => share === 0)) {
    // Nothing to learn: as unlikely as half a song among those seen.
    const intercept = Math.log(0.5 / (wanted.length + 0.5));
    return costs.map(() => ({ weights: new Float32Array(rows.columnCount), intercept }));
  }
  const scale = logRatioScale(rows, wanted, weights);
  const scaled = scaleColumns(rows, scale);
  const models: MoodModel[] = [];
  let start: BinarySolution | undefined;
  const cheapestFirst = [...costs.keys()].sort((a, b) => (costs[a] ?? 0) - (costs[b] ?? 0));
  for (const index of cheapestFirst) {
    const cost = costs[index] ?? 1;
    const problem: BinaryProblem = { rows: scaled, targets: wanted, costs: weights.map((w) => cost * w) };
    start = fitBinary(problem, { start });
    models[index] = {
      weights: Float32Array.from(start.weights, (weight, j) => weight * (scale[j] ?? 1)),
      intercept: start.intercept,
    };
  }
  return models;
}

/** Six raw scores for every row. */
export function rawScores(
  model: LinearModel,
  { starts, columns, values, rowCount }: SparseMatrix,
): MoodVector[] {
  return Array.from({ length: rowCount }, (_, row) =>
    moodVector((_, mood) => {
      const weights = model.weights[mood] as Float32Array;
      const end = starts[row + 1] as number;
      let score = model.intercepts[mood] as number;
      for (let k = starts[row] as number; k < end; k++) {
        score += (values[k] as number) * (weights[columns[k] as number] as number);
      }
      return score;
    }),
  );
}
