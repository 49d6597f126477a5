import { MOODS, type MoodVector, moodVector } from '../moods.ts';
import type { SparseMatrix } from '../text/sparse-matrix.ts';
import { type Compacted, compactColumns, compactRows, restoreWeights } from './compact.ts';
import { logRatioScale } from './log-ratio.ts';
import { type BinarySolution, fitPath } from './logistic-regression.ts';
import type { LinearModel } from './types.ts';

/** Labelled rows: `targets` and `weights` parallel to the rows. */
export interface LabelledRows {
  readonly rows: SparseMatrix;
  readonly targets: readonly MoodVector[];
  readonly weights: Float64Array;
}

/** The weights for compact columns and the intercept of one mood. */
type MoodFit = Pick<BinarySolution, 'weights' | 'intercept'>;

/**
 * Fits one logistic regression a mood, "this mood" against "any other", for every cost, cheapest first so that each
 * solution starts the next. Returns the models in the order of `costs`.
 */
export function fitOneVsRest(labelled: LabelledRows, costs: readonly number[]): LinearModel[] {
  const compacted = compactColumns(labelled.rows);
  const fits = fitMoods(compacted, labelled, costs);
  return costs.map((_, index) => ({
    weights: fits.map((path) => restoreWeights(compacted, path[index]?.weights ?? new Float64Array())),
    intercepts: moodVector((_, mood) => fits[mood]?.[index]?.intercept ?? 0),
  }));
}

/** As {@link fitOneVsRest}, but only the raw scores that each cost's model gives `unseen`: `scores[cost][row]`. */
export function scoreOneVsRest(
  labelled: LabelledRows,
  costs: readonly number[],
  unseen: SparseMatrix,
): MoodVector[][] {
  const compacted = compactColumns(labelled.rows);
  const fits = fitMoods(compacted, labelled, costs);
  const rows = compactRows(compacted, unseen);
  return costs.map((_, index) =>
    rawScores(
      {
        weights: fits.map((path) => path[index]?.weights ?? new Float64Array()),
        intercepts: moodVector((_, mood) => fits[mood]?.[index]?.intercept ?? 0),
      },
      rows,
    ),
  );
}

function fitMoods(
  compacted: Compacted,
  { targets, weights }: LabelledRows,
  costs: readonly number[],
): MoodFit[][] {
  return MOODS.map((_, mood) => {
    const wanted = Float64Array.from(targets, (target) => target[mood] ?? 0);
    return fitMood(compacted.rows, wanted, weights, costs);
  });
}

function fitMood(
  rows: SparseMatrix,
  targets: Float64Array,
  weights: Float64Array,
  costs: readonly number[],
): MoodFit[] {
  if (targets.every((share) => share === 0)) {
    // Nothing to learn: as unlikely as half a song among those seen.
    const intercept = Math.log(0.5 / (targets.length + 0.5));
    return costs.map(() => ({ weights: new Float64Array(rows.columnCount), intercept }));
  }
  // A weight w for the scaled column s·x is a weight u = s·w for x: its penalty ½w² is ½u² / s².
  const penalties = logRatioScale(rows, targets, weights).map((scale) => 1 / (scale * scale));
  const cheapestFirst = [...costs.keys()].sort((a, b) => (costs[a] ?? 0) - (costs[b] ?? 0));
  const path = fitPath(
    { rows, targets, costs: weights, penalties },
    cheapestFirst.map((index) => costs[index] ?? 1),
  );
  const fits: MoodFit[] = [];
  path.forEach((fit, place) => {
    fits[cheapestFirst[place] ?? 0] = fit;
  });
  return fits;
}

/** What scores need of a model, in either precision. */
interface Scorer {
  readonly weights: readonly (Float32Array | Float64Array)[];
  readonly intercepts: MoodVector;
}

/** Six raw scores for every row. */
export function rawScores(model: Scorer, { starts, columns, values, rowCount }: SparseMatrix): MoodVector[] {
  const scores = model.weights.map((weights, mood) => {
    const intercept = model.intercepts[mood] ?? 0;
    const ofMood = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const end = starts[row + 1] as number;
      let score = intercept;
      for (let k = starts[row] as number; k < end; k++) {
        score += (values[k] as number) * (weights[columns[k] as number] as number);
      }
      ofMood[row] = score;
    }
    return ofMood;
  });
  return Array.from({ length: rowCount }, (_, row) => moodVector((_, mood) => scores[mood]?.[row] ?? 0));
}
