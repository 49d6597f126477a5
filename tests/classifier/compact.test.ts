import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactColumns, compactRows, restoreWeights } from '../../src/classifier/compact.ts';
import { fitBinary } from '../../src/classifier/logistic-regression.ts';
import type { SparseMatrix } from '../../src/text/sparse-matrix.ts';

function sparse(dense: readonly (readonly number[])[], columnCount: number): SparseMatrix {
  const entries = dense.map((row) =>
    row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])),
  );
  const starts = [0];
  for (const row of entries) starts.push((starts.at(-1) ?? 0) + row.length);
  return {
    rowCount: dense.length,
    columnCount,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(entries.flat(), ({ column }) => column),
    values: Float64Array.from(entries.flat(), ({ value }) => value),
  };
}

function scores(rows: SparseMatrix, weights: Float32Array | Float64Array): number[] {
  return Array.from({ length: rows.rowCount }, (_, row) => {
    let score = 0;
    for (let k = rows.starts[row] ?? 0; k < (rows.starts[row + 1] ?? 0); k++) {
      score += (rows.values[k] ?? 0) * (weights[rows.columns[k] ?? 0] ?? 0);
    }
    return score;
  });
}

/** Matrices in which many columns are empty, alike or multiples of each other. */
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 }))
  .chain(([rowCount, columnCount]) =>
    fc
      .array(
        fc.array(fc.constantFrom(0, 0, 0, 0.5, 1, -2), { minLength: columnCount, maxLength: columnCount }),
        { minLength: rowCount, maxLength: rowCount },
      )
      .map((dense) => ({ dense, rows: sparse(dense, columnCount) })),
  );

const column = (dense: readonly (readonly number[])[], j: number) => dense.map((row) => row[j] ?? 0);

/** Whether two columns that are not empty are multiples of each other. */
function parallel(a: readonly number[], b: readonly number[]): boolean {
  return a.every((x, i) => a.every((y, k) => x * (b[k] ?? 0) === y * (b[i] ?? 0)));
}

describe('compactColumns', () => {
  test('makes one column of those that are multiples of each other, and none of the empty', () => {
    fc.assert(
      fc.property(matrix, ({ dense, rows }) => {
        const { places, rows: compact } = compactColumns(rows);
        const used = [...places.keys()].filter((j) => column(dense, j).some((value) => value !== 0));
        places.forEach((place, j) => {
          expect(place >= 0).toBe(used.includes(j));
        });
        for (const a of used) {
          for (const b of used) {
            expect(places[a] === places[b]).toBe(parallel(column(dense, a), column(dense, b)));
          }
        }
        expect(compact.columnCount).toBe(new Set(used.map((j) => places[j])).size);
      }),
    );
  });

  test('puts the columns with most entries first', () => {
    const dense = [
      [1, 0, 3],
      [0, 1, 1],
      [0, 2, 2],
    ];
    expect([...compactColumns(sparse(dense, 3)).places]).toEqual([2, 1, 0]);
  });

  test('the solution for the compact columns is that for the original ones', () => {
    fc.assert(
      fc.property(
        matrix,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        ({ rows }, random) => {
          const targets = Float64Array.from({ length: rows.rowCount }, () => random.next().value ?? 0);
          const costs = new Float64Array(rows.rowCount).fill(2);
          const options = { tolerance: 1e-10, interceptPenalty: 1 };
          const compacted = compactColumns(rows);
          const whole = fitBinary({ rows, targets, costs }, options);
          const small = fitBinary({ rows: compacted.rows, targets, costs }, options);
          expect(small.objective).toBeCloseTo(whole.objective, 8);
          restoreWeights(compacted, small.weights).forEach((weight, j) => {
            expect(weight).toBeCloseTo(whole.weights[j] ?? Number.NaN, 4);
          });
        },
      ),
    );
  });

  test('scores rows alike before and after', () => {
    fc.assert(
      fc.property(matrix, ({ rows }) => {
        const compacted = compactColumns(rows);
        const weights = Float64Array.from({ length: compacted.rows.columnCount }, (_, j) => j + 1);
        const expected = scores(rows, restoreWeights(compacted, weights));
        const again = compactRows(compacted, rows);
        scores(again, weights).forEach((score, i) => {
          expect(score).toBeCloseTo(expected[i] ?? Number.NaN, 4);
        });
      }),
    );
  });

  test('takes entries that are 0 as if they were not there', () => {
    const rows = {
      ...sparse(
        [
          [1, 1],
          [1, 1],
        ],
        2,
      ),
      values: Float64Array.of(0, 1, 0, 2),
    };
    const compacted = compactColumns(rows);
    expect([...compacted.places]).toEqual([-1, 0]);
    expect([...compacted.rows.values]).toEqual([1, 2]);
  });
});
