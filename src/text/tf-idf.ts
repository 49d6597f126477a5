import type { SparseMatrix } from './sparse-matrix.ts';
import type { VectorizerOptions } from './vectorizer-types.ts';

/** A block's columns: `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where each block's columns lie when vocabularies are put end to end. */
export function blockSpans(vocabularies: readonly (readonly string[])[]): Span[] {
  let from = 0;
  return vocabularies.map(({ length }) => {
    const span = { from, to: from + length };
    from = span.to;
    return span;
  });
}

/**
 * Smooth inverse document frequency `1 + ln((1 + n) / (1 + df))` of every column of a count matrix;
 * 0 for a column that fewer than its block's `minSongs` rows have, which leaves it out.
 */
export function inverseFrequencies(
  counts: SparseMatrix,
  spans: readonly Span[],
  options: VectorizerOptions,
): Float64Array {
  const { starts, columns } = counts;
  const idf = new Float64Array(counts.columnCount);
  const last = starts[counts.rowCount] ?? 0;
  for (let k = starts[0] ?? 0; k < last; k++) {
    const column = columns[k] as number;
    idf[column] = (idf[column] as number) + 1;
  }
  spans.forEach(({ from, to }, block) => {
    const minSongs = options.blocks[block]?.minSongs ?? 1;
    for (let column = from; column < to; column++) {
      const songs = idf[column] as number;
      idf[column] = songs < minSongs ? 0 : 1 + Math.log((1 + counts.rowCount) / (1 + songs));
    }
  });
  return idf;
}

/**
 * Counts to TF-IDF: `(1 + ln tf) · idf`, then every block of a row scaled to its `weight` in Euclidean length.
 * Columns without idf are dropped before scaling, exactly as if they had never been in the vocabulary.
 */
export function weigh(
  counts: SparseMatrix,
  spans: readonly Span[],
  options: VectorizerOptions,
  idf: Float64Array,
): SparseMatrix {
  const first = counts.starts[0] ?? 0;
  const capacity = (counts.starts[counts.rowCount] ?? 0) - first;
  const starts = new Int32Array(counts.rowCount + 1);
  const columns = new Int32Array(capacity);
  const values = new Float64Array(capacity);
  const ends = spans.map(({ to }) => to);
  const lengths = options.blocks.map(({ weight }) => weight);
  let size = 0;
  for (let row = 0; row < counts.rowCount; row++) {
    let k = counts.starts[row] as number;
    const rowEnd = counts.starts[row + 1] as number;
    for (let block = 0; block < ends.length; block++) {
      const blockStart = size;
      const blockEnd = ends[block] as number;
      let squares = 0;
      for (; k < rowEnd && (counts.columns[k] as number) < blockEnd; k++) {
        const column = counts.columns[k] as number;
        const rarity = idf[column] as number;
        if (rarity === 0) continue;
        const value = (1 + Math.log(counts.values[k] as number)) * rarity;
        columns[size] = column;
        values[size++] = value;
        squares += value * value;
      }
      const scale = (lengths[block] ?? 1) / Math.sqrt(squares);
      for (let j = blockStart; j < size; j++) values[j] = (values[j] as number) * scale;
    }
    starts[row + 1] = size;
  }
  return {
    rowCount: counts.rowCount,
    columnCount: counts.columnCount,
    starts,
    columns: columns.subarray(0, size),
    values: values.subarray(0, size),
  };
}
