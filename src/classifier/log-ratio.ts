import type { SparseMatrix } from '../text/sparse-matrix.ts';

/** Pretended occurrences on either side, so that a feature seen once is not certainty. */
const SMOOTHING = 1;
/** What is left of a feature that tells nothing about the mood. */
const FLOOR = 0.3;

/**
 * How much each feature should count for one mood before any weight is fitted: its absolute naive Bayes log-count
 * ratio, mixed with 1. Regularisation then bears on features in inverse proportion. After S. Wang and C. D. Manning,
 * "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", ACL 2012.
 */
export function logRatioScale(
  rows: SparseMatrix,
  targets: Float64Array,
  weights: Float64Array,
): Float64Array {
  const { starts, columns, rowCount, columnCount } = rows;
  const yes = new Float64Array(columnCount).fill(SMOOTHING);
  const no = new Float64Array(columnCount).fill(SMOOTHING);
  let yesTotal = 2 * SMOOTHING;
  let noTotal = 2 * SMOOTHING;
  for (let i = 0; i < rowCount; i++) {
    const inside = (weights[i] as number) * (targets[i] as number);
    const outside = (weights[i] as number) - inside;
    yesTotal += inside;
    noTotal += outside;
    const end = starts[i + 1] as number;
    for (let k = starts[i] as number; k < end; k++) {
      const j = columns[k] as number;
      yes[j] = (yes[j] as number) + inside;
      no[j] = (no[j] as number) + outside;
    }
  }
  const base = Math.log(noTotal / yesTotal);
  return yes.map((count, j) => FLOOR + (1 - FLOOR) * Math.abs(Math.log(count / (no[j] as number)) + base));
}
