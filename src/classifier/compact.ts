import type { SparseMatrix } from '../text/sparse-matrix.ts';
import { groupMultiples } from './column-groups.ts';

/** A matrix with fewer columns that poses the same L2-penalised problem, and the way back. */
export interface Compacted {
  /** Columns by falling number of entries, so that what is read most lies together. */
  readonly rows: SparseMatrix;
  /** The compact column of each original one; -1 where the original is empty. */
  readonly places: Int32Array;
  /** The weight of original column j is `shares[j]` times that of its compact column. */
  readonly shares: Float64Array;
}

/**
 * Leaves out empty columns and makes one of all that are multiples of each other: words of a single song, the pieces of
 * a rare word. Of columns `a·x` and `b·x` with weights u and v only `a·u + b·v` matters, which costs least with u and v
 * in proportion to a and b: one column `√(a² + b²)·x` has the same scores, the same penalty and the same minimum.
 */
export function compactColumns(rows: SparseMatrix): Compacted {
  const { columnCount } = rows;
  const { first, group, entries, groupCount } = groupMultiples(rows);

  // The first column of a group stands for all of it.
  const leader = new Int32Array(groupCount).fill(-1);
  const firstColumns: number[] = [];
  const squares = new Float64Array(groupCount);
  for (let j = 0; j < columnCount; j++) {
    if (entries[j] === 0) continue;
    const g = group[j] as number;
    if (leader[g] === -1) {
      leader[g] = j;
      firstColumns.push(j);
    }
    squares[g] = (squares[g] as number) + (first[j] as number) ** 2;
  }
  const leaders = mostEntriesFirst(firstColumns, entries);
  const placeOf = new Int32Array(columnCount).fill(-1);
  let size = 0;
  leaders.forEach((j, place) => {
    placeOf[j] = place;
    size += entries[j] as number;
  });

  const places = new Int32Array(columnCount).fill(-1);
  const shares = new Float64Array(columnCount);
  for (let j = 0; j < columnCount; j++) {
    if (entries[j] === 0) continue;
    const g = group[j] as number;
    places[j] = placeOf[leader[g] as number] as number;
    shares[j] = (first[j] as number) / Math.sqrt(squares[g] as number);
  }

  return {
    rows: scaledColumns(rows, { placeOf, shares, columnCount: leaders.length, size }),
    places,
    shares,
  };
}

interface Chosen {
  /** The new place of every column; -1 for one that is left out. */
  readonly placeOf: Int32Array;
  /** What the values of each column are divided by. */
  readonly shares: Float64Array;
  readonly columnCount: number;
  /** Entries in all chosen columns. */
  readonly size: number;
}

function scaledColumns(rows: SparseMatrix, { placeOf, shares, columnCount, size }: Chosen): SparseMatrix {
  const { rowCount } = rows;
  const starts = new Int32Array(rowCount + 1);
  const columns = new Int32Array(size);
  const values = new Float64Array(size);
  let at = 0;
  for (let i = 0; i < rowCount; i++) {
    const end = rows.starts[i + 1] as number;
    for (let k = rows.starts[i] as number; k < end; k++) {
      const j = rows.columns[k] as number;
      const place = placeOf[j] as number;
      if (place < 0 || rows.values[k] === 0) continue;
      columns[at] = place;
      values[at++] = (rows.values[k] as number) / (shares[j] as number);
    }
    starts[i + 1] = at;
  }
  return { rowCount, columnCount, starts, columns, values };
}

/** Counting sort: columns with equally many entries stay in order. */
function mostEntriesFirst(columns: readonly number[], entries: Int32Array): Int32Array {
  const most = columns.reduce((top, j) => Math.max(top, entries[j] as number), 0);
  const next = new Int32Array(most + 2);
  for (const j of columns) {
    const rank = most - (entries[j] as number) + 1;
    next[rank] = (next[rank] as number) + 1;
  }
  for (let rank = 1; rank < next.length; rank++) {
    next[rank] = (next[rank] as number) + (next[rank - 1] as number);
  }
  const sorted = new Int32Array(columns.length);
  for (const j of columns) {
    const rank = most - (entries[j] as number);
    const place = next[rank] as number;
    sorted[place] = j;
    next[rank] = place + 1;
  }
  return sorted;
}

/** Weights of the original columns from those of the compact ones, in single precision. */
export function restoreWeights({ places, shares }: Compacted, weights: Float64Array): Float32Array {
  const restored = new Float32Array(places.length);
  for (let j = 0; j < restored.length; j++) {
    const place = places[j] as number;
    if (place >= 0) restored[j] = (shares[j] as number) * (weights[place] as number);
  }
  return restored;
}

/** Other rows of the original columns in the compact ones, to be scored: a column may stand in a row repeatedly. */
export function compactRows(
  { rows: { columnCount }, places, shares }: Compacted,
  rows: SparseMatrix,
): SparseMatrix {
  const values = new Float64Array(rows.columns.length);
  const columns = new Int32Array(rows.columns.length);
  for (let k = 0; k < columns.length; k++) {
    const j = rows.columns[k] as number;
    const place = places[j] as number;
    // A column that is new here has no weight: 0 in any column says the same.
    columns[k] = Math.max(place, 0);
    values[k] = place < 0 ? 0 : (rows.values[k] as number) * (shares[j] as number);
  }
  return { ...rows, columnCount, columns, values };
}
