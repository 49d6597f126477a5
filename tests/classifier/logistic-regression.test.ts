import fc from 'fast-check';
import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import type { BinaryProblem } from '../../src/classifier/logistic-loss.ts';
import { type BinarySolution, fitBinary, fitPath } from '../../src/classifier/logistic-regression.ts';
import type { SparseMatrix } from '../../src/text/sparse-matrix.ts';

function sparse(dense: readonly (readonly number[])[]): SparseMatrix {
  const columns: number[] = [];
  const values: number[] = [];
  const starts = [0];
  for (const row of dense) {
    row.forEach((value, column) => {
      if (value === 0) return;
      columns.push(column);
      values.push(value);
    });
    starts.push(columns.length);
  }
  return {
    rowCount: dense.length,
    columnCount: dense[0]?.length ?? 0,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

function problem(
  dense: readonly (readonly number[])[],
  targets: readonly number[],
  cost: number,
): BinaryProblem {
  return {
    rows: sparse(dense),
    targets: Float64Array.from(targets),
    costs: new Float64Array(dense.length).fill(cost),
  };
}

function decision(dense: readonly (readonly number[])[], { weights, intercept }: BinarySolution): number[] {
  return dense.map((row) => row.reduce((sum, value, j) => sum + value * (weights[j] ?? 0), intercept));
}

/** The objective as the docstring states it, and its gradient, written the plain way. */
function objective(
  dense: readonly (readonly number[])[],
  { targets, costs }: BinaryProblem,
  solution: BinarySolution,
) {
  const scores = decision(dense, solution);
  let value = 0.5 * solution.weights.reduce((sum, w) => sum + w * w, 0);
  const gradient = [...solution.weights, 0];
  scores.forEach((z, i) => {
    const t = targets[i] ?? 0;
    const cost = costs[i] ?? 0;
    value += cost * (t * Math.log(1 + Math.exp(-z)) + (1 - t) * Math.log(1 + Math.exp(z)));
    const error = cost * (1 / (1 + Math.exp(-z)) - t);
    dense[i]?.forEach((x, j) => {
      gradient[j] = (gradient[j] ?? 0) + error * x;
    });
    gradient[gradient.length - 1] = (gradient.at(-1) ?? 0) + error;
  });
  return { value, gradientLength: Math.hypot(...gradient) };
}

const number = fc.double({ min: -3, max: 3, noNaN: true });
const dataSet = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.record({
      dense: fc.array(
        fc.array(fc.oneof(fc.constant(0), number), { minLength: columns, maxLength: columns }),
        {
          minLength: rows,
          maxLength: rows,
        },
      ),
      targets: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: rows, maxLength: rows }),
      cost: fc.constantFrom(0.1, 1, 10),
    }),
  );

describe('fitBinary', () => {
  test('reaches a point where the gradient is all but 0', () => {
    fc.assert(
      fc.property(dataSet, ({ dense, targets, cost }) => {
        const given = problem(dense, targets, cost);
        const solution = fitBinary(given, { tolerance: 1e-8 });
        const { value, gradientLength } = objective(dense, given, solution);
        expect(solution.objective).toBeCloseTo(value, 8);
        expect(gradientLength).toBeLessThan(1e-5 * (1 + cost * dense.length));
      }),
    );
  });

  test('agrees with an independent solver where no penalty matters', () => {
    const dense = [
      [1, 0.2],
      [0.8, -0.5],
      [-0.3, 1],
      [-1, -0.2],
      [0.4, 0.9],
      [-0.6, 0.1],
      [0.1, -1],
      [-0.2, 0.6],
    ];
    const targets = [1, 0, 0, 1, 0, 0, 1, 1];
    const ours = fitBinary(problem(dense, targets, 1e6), { tolerance: 1e-10 });
    const reference = new LogisticRegression({ numSteps: 20_000, learningRate: 0.2 });
    const features = new Matrix(dense.map((row) => [...row, 1]));
    // Class 0 of the library is coded as target 0: its weights point to class 1.
    reference.train(features, Matrix.columnVector(targets));
    const weights = reference.classifiers[0]?.weights ?? new Matrix(0, 0);
    const theirs = features.mmul(weights.transpose()).to1DArray();
    decision(dense, ours).forEach((score, i) => {
      expect(score).toBeCloseTo(theirs[i] ?? Number.NaN, 3);
    });
  });

  test('a row with cost 2 counts as two rows with cost 1', () => {
    const dense = [
      [1, 2],
      [0, 1],
      [2, -1],
    ];
    const once = problem(dense, [1, 0, 0.4], 1);
    once.costs[0] = 2;
    const twice = problem([...dense, [1, 2]], [1, 0, 0.4, 1], 1);
    const a = fitBinary(once, { tolerance: 1e-9 });
    const b = fitBinary(twice, { tolerance: 1e-9 });
    expect(a.intercept).toBeCloseTo(b.intercept, 6);
    a.weights.forEach((weight, j) => {
      expect(weight).toBeCloseTo(b.weights[j] ?? Number.NaN, 6);
    });
  });

  test('a soft target counts as a row of each class in that proportion', () => {
    const soft = fitBinary(
      problem(
        [
          [1, 2],
          [0, 1],
        ],
        [0.25, 1],
        4,
      ),
      { tolerance: 1e-9 },
    );
    const split = problem(
      [
        [1, 2],
        [1, 2],
        [0, 1],
      ],
      [1, 0, 1],
      4,
    );
    split.costs.set([1, 3, 4]);
    const hard = fitBinary(split, { tolerance: 1e-9 });
    soft.weights.forEach((weight, j) => {
      expect(weight).toBeCloseTo(hard.weights[j] ?? Number.NaN, 6);
    });
  });

  test('a start near the solution saves steps and leads to the same place', () => {
    const dense = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i), Math.sin(7 * i + 1)]);
    const targets = dense.map(([a = 0, b = 0]) => (a + b > 0.2 ? 1 : 0));
    const cold = fitBinary(problem(dense, targets, 10), { tolerance: 1e-6 });
    const warm = fitBinary(problem(dense, targets, 10), { tolerance: 1e-6, start: cold });
    expect(cold.steps).toBeGreaterThan(0);
    expect(warm.steps).toBe(0);
    expect(warm.objective).toBeCloseTo(cold.objective, 6);
  });

  test('goes along costs to the same places as from nothing', () => {
    const dense = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
    const targets = dense.map(([a = 0, b = 0]) => (a * b > 0 ? 1 : 0.2));
    const factors = [10, 0.1, 1];
    const path = fitPath(problem(dense, targets, 1), factors, { tolerance: 1e-8 });
    expect(path.length).toBe(3);
    factors.forEach((factor, i) => {
      const alone = fitBinary(problem(dense, targets, factor), { tolerance: 1e-8 });
      expect(path[i]?.objective).toBeCloseTo(alone.objective, 8);
      path[i]?.weights.forEach((weight, j) => {
        expect(weight).toBeCloseTo(alone.weights[j] ?? Number.NaN, 5);
      });
    });
  });

  test('a penalty of a quarter is a column of twice the size', () => {
    const dense = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
    const targets = dense.map(([a = 0, b = 0]) => (a + b > 0 ? 1 : 0));
    const penalties = Float64Array.of(0.25, 1);
    const lenient = fitBinary({ ...problem(dense, targets, 3), penalties }, { tolerance: 1e-9 });
    const doubled = dense.map(([a = 0, b = 0]) => [2 * a, b]);
    const large = fitBinary(problem(doubled, targets, 3), { tolerance: 1e-9 });
    expect(lenient.objective).toBeCloseTo(large.objective, 8);
    expect(lenient.weights[0]).toBeCloseTo(2 * (large.weights[0] ?? Number.NaN), 6);
    expect(lenient.weights[1]).toBeCloseTo(large.weights[1] ?? Number.NaN, 6);
  });

  test('penalises the intercept only where asked', () => {
    const free = fitBinary(problem([[0], [0], [0], [0]], [1, 1, 1, 0], 100), { tolerance: 1e-8 });
    const bound = fitBinary(problem([[0], [0], [0], [0]], [1, 1, 1, 0], 0.1), { interceptPenalty: 1 });
    expect(free.intercept).toBeCloseTo(Math.log(3), 4);
    expect(bound.intercept).toBeLessThan(0.2);
  });

  test('stays finite without rows, without features and with one class', () => {
    for (const given of [
      problem([], [], 1),
      problem([[], []], [0, 1], 1),
      problem([[1], [2]], [1, 1], 1e6),
    ]) {
      const { weights, intercept, objective: value } = fitBinary(given);
      expect([...weights, intercept, value].every(Number.isFinite)).toBe(true);
    }
  });
});
