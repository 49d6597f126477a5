import type { SparseMatrix } from '../text/sparse-matrix.ts';

/** Which columns of a matrix are multiples of each other. */
export interface ColumnGroups {
  /** First entry of every column. */
  readonly first: Float64Array;
  /** Number of entries of every column. */
  readonly entries: Int32Array;
  /** Columns are of one group if and only if they are multiples of each other; groups have no order. */
  readonly group: Int32Array;
  /** Above every group's number. */
  readonly groupCount: number;
}

// The fields of a group lie side by side: they are read together.
const FIELDS = 4;
/** Columns in it. */
const SIZE = 0;
/** The last row that split it. */
const ROW = 1;
/** The newest of the groups split off by that row, */
const NEWEST = 2;
/** and, of a group split off, the one before it, or -1. */
const OLDER = 3;

/**
 * All columns begin in one group, which every row splits by what its entries are as multiples of their column's first:
 * partition refinement, R. Paige and R. E. Tarjan, "Three Partition Refinement Algorithms", SIAM J. Comput. 16 (1987).
 */
export function groupMultiples({
  starts,
  columns,
  values,
  rowCount,
  columnCount,
}: SparseMatrix): ColumnGroups {
  const first = new Float64Array(columnCount);
  const entries = new Int32Array(columnCount);
  const group = new Int32Array(columnCount);
  // Never more groups than columns, and one that is being filled while the last is emptied.
  const groups = new Int32Array(FIELDS * (columnCount + 2));
  const multiples = new Float64Array(columnCount + 2);
  const free: number[] = [];
  let groupCount = 1;
  groups[SIZE] = columnCount;
  groups[ROW] = -1;
  for (let i = 0; i < rowCount; i++) {
    const end = starts[i + 1] as number;
    for (let k = starts[i] as number; k < end; k++) {
      const j = columns[k] as number;
      const value = values[k] as number;
      if (value === 0) continue;
      const before = entries[j] as number;
      if (before === 0) first[j] = value;
      entries[j] = before + 1;
      const multiple = before === 0 ? 1 : value / (first[j] as number);
      const from = FIELDS * (group[j] as number);
      const newest = groups[from + ROW] === i ? (groups[from + NEWEST] as number) : -1;
      let g = newest;
      while (g !== -1 && multiples[g] !== multiple) g = groups[FIELDS * g + OLDER] as number;
      if (g === -1) {
        g = free.pop() ?? groupCount++;
        multiples[g] = multiple;
        groups[FIELDS * g + SIZE] = 0;
        groups[FIELDS * g + ROW] = -1;
        groups[FIELDS * g + OLDER] = newest;
        groups[from + NEWEST] = g;
        groups[from + ROW] = i;
      }
      group[j] = g;
      groups[FIELDS * g + SIZE] = (groups[FIELDS * g + SIZE] as number) + 1;
      const left = (groups[from + SIZE] as number) - 1;
      groups[from + SIZE] = left;
      if (left === 0) free.push(from / FIELDS);
    }
  }
  return { first, entries, group, groupCount };
}
