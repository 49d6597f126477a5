import type { SparseMatrix } from '../text/sparse-matrix.ts';
import { minimise, type Objective } from './trust-region.ts';

/** A weighted binary problem with soft targets. */
export interface BinaryProblem {
  readonly rows: SparseMatrix;
  /** One number in [0, 1] a row: the share of "yes". */
  readonly targets: Float64Array;
  /** One number of 0 or more a row: LIBLINEAR's C times the row's weight. */
  readonly costs: Float64Array;
}

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
 * `½‖w‖² + Σ costs[i] · (t[i] · log(1 + e^-z[i]) + (1 - t[i]) · log(1 + e^z[i]))` with `z[i] = w · x[i] + b`,
 * which for targets 0 and 1 is LIBLINEAR's `-s 0`. Method: see {@link minimise}.
 */
export function fitBinary(problem: BinaryProblem, options: SolverOptions = {}): BinarySolution {
  const { tolerance = 0.01, maxSteps = 100, start, interceptPenalty = 0 } = options;
  const objective = new LogisticLoss(problem, interceptPenalty);
  const features = problem.rows.columnCount;
  const point = new Float64Array(features + 1);
  const gradient = new Float64Array(features + 1);
  objective.value(point);
  objective.gradient(gradient);
  const gradientLength = tolerance * length(gradient);
  if (start !== undefined) {
    point.set(start.weights);
    point[features] = start.intercept;
  }
  const { value, steps } = minimise(objective, point, { gradientLength, maxSteps });
  return {
    weights: point.slice(0, features),
    intercept: point[features] as number,
    objective: value,
    steps,
  };
}

function length(vector: Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

class LogisticLoss implements Objective {
  readonly size: number;
  readonly #problem: BinaryProblem;
  readonly #interceptPenalty: number;
  /** The point last given to `value`, and there: z, cost · (p - t), cost · p · (1 - p). */
  readonly #point: Float64Array;
  readonly #errors: Float64Array;
  readonly #curvatures: Float64Array;

  constructor(problem: BinaryProblem, interceptPenalty: number) {
    this.#problem = problem;
    this.#interceptPenalty = interceptPenalty;
    this.size = problem.rows.columnCount + 1;
    this.#point = new Float64Array(this.size);
    this.#errors = new Float64Array(problem.rows.rowCount);
    this.#curvatures = new Float64Array(problem.rows.rowCount);
  }

  value(point: Float64Array): number {
    const { rows, targets, costs } = this.#problem;
    const { starts, columns, values } = rows;
    const last = this.size - 1;
    const intercept = point[last] as number;
    this.#point.set(point);
    let squares = this.#interceptPenalty * intercept * intercept;
    for (let j = 0; j < last; j++) squares += (point[j] as number) * (point[j] as number);
    let loss = 0;
    for (let i = 0; i < rows.rowCount; i++) {
      let z = intercept;
      const end = starts[i + 1] as number;
      for (let k = starts[i] as number; k < end; k++) {
        z += (values[k] as number) * (point[columns[k] as number] as number);
      }
      const cost = costs[i] as number;
      const target = targets[i] as number;
      // e^-|z| never overflows; log(1 + e^z) = max(z, 0) + log(1 + e^-|z|).
      const small = Math.exp(-Math.abs(z));
      const p = z >= 0 ? 1 / (1 + small) : small / (1 + small);
      loss += cost * (Math.max(z, 0) - target * z + Math.log1p(small));
      this.#errors[i] = cost * (p - target);
      this.#curvatures[i] = (cost * small) / ((1 + small) * (1 + small));
    }
    return 0.5 * squares + loss;
  }

  gradient(into: Float64Array): void {
    const { starts, columns, values, rowCount } = this.#problem.rows;
    const last = this.size - 1;
    into.set(this.#point);
    let intercept = this.#interceptPenalty * (this.#point[last] as number);
    for (let i = 0; i < rowCount; i++) {
      const error = this.#errors[i] as number;
      const end = starts[i + 1] as number;
      intercept += error;
      for (let k = starts[i] as number; k < end; k++) {
        const j = columns[k] as number;
        into[j] = (into[j] as number) + error * (values[k] as number);
      }
    }
    into[last] = intercept;
  }

  hessianTimes(direction: Float64Array, into: Float64Array): void {
    const { starts, columns, values, rowCount } = this.#problem.rows;
    const last = this.size - 1;
    const slope = direction[last] as number;
    into.set(direction);
    let intercept = this.#interceptPenalty * slope;
    for (let i = 0; i < rowCount; i++) {
      const begin = starts[i] as number;
      const end = starts[i + 1] as number;
      let z = slope;
      for (let k = begin; k < end; k++)
        z += (values[k] as number) * (direction[columns[k] as number] as number);
      z *= this.#curvatures[i] as number;
      intercept += z;
      for (let k = begin; k < end; k++) {
        const j = columns[k] as number;
        into[j] = (into[j] as number) + z * (values[k] as number);
      }
    }
    into[last] = intercept;
  }

  hessianDiagonal(into: Float64Array): void {
    const { starts, columns, values, rowCount } = this.#problem.rows;
    const last = this.size - 1;
    into.fill(1);
    let intercept = this.#interceptPenalty;
    for (let i = 0; i < rowCount; i++) {
      const curvature = this.#curvatures[i] as number;
      const end = starts[i + 1] as number;
      intercept += curvature;
      for (let k = starts[i] as number; k < end; k++) {
        const j = columns[k] as number;
        into[j] = (into[j] as number) + curvature * (values[k] as number) * (values[k] as number);
      }
    }
    into[last] = intercept;
  }
}
