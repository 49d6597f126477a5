import { type BinaryProblem, LogisticLoss } from './logistic-loss.ts';
import { lengthBy, minimise } from './trust-region.ts';

export interface SolverOptions {
  /** Stops when the gradient's length is this share of its length at 0; 0.01 unless given. */
  readonly tolerance?: number;
  /** Newton steps at most; 100 unless given. */
  readonly maxSteps?: number;
  /** Where to begin, not changed; zeros unless given. A solution for a similar cost saves steps. */
  readonly start?: BinarySolution;
  /** 0 leaves the intercept free; 1 penalises it like any weight, as LIBLINEAR does with `-B 1`. 0 unless given. */
  readonly interceptPenalty?: number;
}

export interface BinarySolution {
  readonly weights: Float64Array;
  readonly intercept: number;
  /** The objective reached. */
  readonly objective: number;
  /** Newton steps taken. */
  readonly steps: number;
}

/**
 * L2-regularised logistic regression: minimises
 * `½ Σ penalties[j] · w[j]² + Σ costs[i] · (t[i] · log(1 + e^-z[i]) + (1 - t[i]) · log(1 + e^z[i]))` with
 * `z[i] = w · x[i] + b`, which for targets 0 and 1 and penalties 1 is LIBLINEAR's `-s 0`.
 * Method: a trust region Newton method with preconditioned conjugate gradients, papers at {@link minimise}.
 */
export function fitBinary(problem: BinaryProblem, options: SolverOptions = {}): BinarySolution {
  const [solution] = fitPath(problem, [1], options);
  if (solution === undefined) throw new RangeError('expected a solution, got none');
  return solution;
}

/**
 * As {@link fitBinary} with all costs multiplied by each of `factors` in turn. Each solution starts the next, so factors
 * that rise or fall step by step save most.
 */
export function fitPath(
  problem: BinaryProblem,
  factors: readonly number[],
  options: SolverOptions = {},
): BinarySolution[] {
  const { tolerance = 0.01, maxSteps = 100, start, interceptPenalty = 0 } = options;
  const objective = new LogisticLoss(problem, interceptPenalty);
  const features = problem.rows.columnCount;
  const point = new Float64Array(features + 1);
  // At 0 there is no penalty, so there the gradient is in proportion to the costs.
  let lengthAtZero: number | undefined;
  if (start !== undefined) {
    const gradient = new Float64Array(features + 1);
    objective.value(point);
    objective.gradient(gradient);
    lengthAtZero = lengthBy(objective.metric, gradient);
    point.set(start.weights);
    point[features] = start.intercept;
  }
  return factors.map((factor) => {
    objective.scaleCosts(factor);
    const gradientLength = (first: number) => {
      lengthAtZero ??= first / factor;
      return tolerance * factor * lengthAtZero;
    };
    const { value, steps } = minimise(objective, point, { gradientLength, maxSteps });
    const weights = point.slice(0, features);
    return { weights, intercept: point[features] as number, objective: value, steps };
  });
}
