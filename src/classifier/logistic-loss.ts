import type { SparseMatrix } from '../text/sparse-matrix.ts';
import type { Objective } from './trust-region.ts';

/** A weighted binary problem with soft targets. */
export interface BinaryProblem {
  readonly rows: SparseMatrix;
  /** One number in [0, 1] a row: the share of "yes". */
  readonly targets: Float64Array;
  /** One number of 0 or more a row: LIBLINEAR's C times the row's weight. */
  readonly costs: Float64Array;
  /** What the square of a weight costs, one number above 0 a column; 1 unless given. */
  readonly penalties?: Float64Array;
}

/** The objective of a binary problem; a point is the weights, then the intercept. */
export class LogisticLoss implements Objective {
  readonly size: number;
  readonly metric: Float64Array;
  readonly #problem: BinaryProblem;
  readonly #interceptPenalty: number;
  /** The point last given to `value`, and there: cost · (p - t), cost · p · (1 - p). */
  readonly #point: Float64Array;
  readonly #errors: Float64Array;
  readonly #curvatures: Float64Array;
  #factor = 1;

  constructor(problem: BinaryProblem, interceptPenalty: number) {
    const { rowCount, columnCount } = problem.rows;
    this.#problem = problem;
    this.#interceptPenalty = interceptPenalty;
    this.size = columnCount + 1;
    this.metric = new Float64Array(this.size).fill(1);
    if (problem.penalties !== undefined) this.metric.set(problem.penalties);
    this.#point = new Float64Array(this.size);
    this.#errors = new Float64Array(rowCount);
    this.#curvatures = new Float64Array(rowCount);
  }

  /** Makes the costs those of the problem times `factor`, from the next call of `value` on. */
  scaleCosts(factor: number): void {
    this.#factor = factor;
  }

  value(point: Float64Array): number {
    const { rows, targets, costs } = this.#problem;
    const { starts, columns, values, rowCount } = rows;
    const { metric } = this;
    const errors = this.#errors;
    const curvatures = this.#curvatures;
    const factor = this.#factor;
    const last = this.size - 1;
    const intercept = point[last] as number;
    this.#point.set(point);
    let squares = this.#interceptPenalty * intercept * intercept;
    for (let j = 0; j < last; j++) squares += (metric[j] as number) * (point[j] as number) ** 2;
    let loss = 0;
    for (let i = 0; i < rowCount; i++) {
      let z = intercept;
      const end = starts[i + 1] as number;
      for (let k = starts[i] as number; k < end; k++) {
        z += (values[k] as number) * (point[columns[k] as number] as number);
      }
      const cost = factor * (costs[i] as number);
      const target = targets[i] as number;
      // e^-|z| never overflows; log(1 + e^z) = max(z, 0) + log(1 + e^-|z|).
      const small = Math.exp(-Math.abs(z));
      const p = z >= 0 ? 1 / (1 + small) : small / (1 + small);
      loss += cost * (Math.max(z, 0) - target * z + Math.log1p(small));
      errors[i] = cost * (p - target);
      curvatures[i] = (cost * small) / ((1 + small) * (1 + small));
    }
    return 0.5 * squares + loss;
  }

  gradient(into: Float64Array): void {
    const { starts, columns, values, rowCount } = this.#problem.rows;
    const errors = this.#errors;
    let intercept = this.#startPenalised(this.#point, into);
    for (let i = 0; i < rowCount; i++) {
      const error = errors[i] as number;
      const end = starts[i + 1] as number;
      intercept += error;
      for (let k = starts[i] as number; k < end; k++) {
        const j = columns[k] as number;
        into[j] = (into[j] as number) + error * (values[k] as number);
      }
    }
    into[this.size - 1] = intercept;
  }

  hessianTimes(direction: Float64Array, into: Float64Array): void {
    const { starts, columns, values, rowCount } = this.#problem.rows;
    const curvatures = this.#curvatures;
    const slope = direction[this.size - 1] as number;
    let intercept = this.#startPenalised(direction, into);
    for (let i = 0; i < rowCount; i++) {
      const begin = starts[i] as number;
      const end = starts[i + 1] as number;
      let z = slope;
      for (let k = begin; k < end; k++) {
        z += (values[k] as number) * (direction[columns[k] as number] as number);
      }
      z *= curvatures[i] as number;
      intercept += z;
      for (let k = begin; k < end; k++) {
        const j = columns[k] as number;
        into[j] = (into[j] as number) + z * (values[k] as number);
      }
    }
    into[this.size - 1] = intercept;
  }

  hessianDiagonal(into: Float64Array): void {
    const { starts, columns, values, rowCount } = this.#problem.rows;
    const curvatures = this.#curvatures;
    into.set(this.metric);
    let intercept = this.#interceptPenalty;
    for (let i = 0; i < rowCount; i++) {
      const curvature = curvatures[i] as number;
      const end = starts[i + 1] as number;
      intercept += curvature;
      for (let k = starts[i] as number; k < end; k++) {
        const j = columns[k] as number;
        into[j] = (into[j] as number) + curvature * (values[k] as number) * (values[k] as number);
      }
    }
    into[this.size - 1] = intercept;
  }

  /** Fills the weights' part with the penalty's share of a product, and returns that of the intercept. */
  #startPenalised(point: Float64Array, into: Float64Array): number {
    const { metric } = this;
    const last = this.size - 1;
    for (let j = 0; j < last; j++) into[j] = (metric[j] as number) * (point[j] as number);
    return this.#interceptPenalty * (point[last] as number);
  }
}
