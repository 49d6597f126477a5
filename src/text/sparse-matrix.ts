/**
 * Rows of numbers that are mostly 0, in compressed sparse row form: the entries of row i are
 * `values[starts[i]] … values[starts[i + 1] - 1]`, in the columns that `columns` holds at the same places.
 */
export interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** `rowCount + 1` places; the first need not be 0, so that a run of rows can share its parent's arrays. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** The rows `from` (inclusive) to `to` (exclusive), sharing memory with `matrix`. */
export function viewRows(matrix: SparseMatrix, from: number, to: number): SparseMatrix {
  if (!(from >= 0 && from <= to && to <= matrix.rowCount)) {
    throw new RangeError(`expected rows within 0 to ${matrix.rowCount}, got ${from} to ${to}`);
  }
  return { ...matrix, rowCount: to - from, starts: matrix.starts.subarray(from, to + 1) };
}

/** The chosen rows in the given order, copied into arrays of their own. */
export function copyRows(matrix: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rowAt(matrix, rows, i);
    starts[i + 1] = at(starts, i) + at(matrix.starts, row + 1) - at(matrix.starts, row);
  }
  const columns = new Int32Array(at(starts, rows.length));
  const values = new Float64Array(columns.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rowAt(matrix, rows, i);
    const from = at(matrix.starts, row);
    const to = at(matrix.starts, row + 1);
    columns.set(matrix.columns.subarray(from, to), at(starts, i));
    values.set(matrix.values.subarray(from, to), at(starts, i));
  }
  return { rowCount: rows.length, columnCount: matrix.columnCount, starts, columns, values };
}

function rowAt(matrix: SparseMatrix, rows: ArrayLike<number>, i: number): number {
  const row = rows[i] ?? -1;
  if (!(row >= 0 && row < matrix.rowCount)) {
    throw new RangeError(`expected a row within 0 to ${matrix.rowCount - 1}, got ${row}`);
  }
  return row;
}

function at(array: Int32Array | Float64Array, index: number): number {
  return array[index] as number;
}
