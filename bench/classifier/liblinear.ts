import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BinaryProblem, LogisticLoss } from '../../src/classifier/logistic-loss.ts';
import type { SparseMatrix } from '../../src/text/sparse-matrix.ts';
import { runPeer } from './python.ts';

/** One of LIBLINEAR's solvers on a problem. */
export interface PeerFit {
  readonly solver: string;
  readonly seconds: readonly number[];
  /** Where on the problem's objective it ended. */
  readonly objective: number;
}

/** What a Python must be able to do for {@link fitByLiblinear}. */
export const LIBLINEAR_NEEDS = 'import ctypes; ctypes.CDLL("liblinear.so.4")';

const NODE_BYTES = 16;
const ROWS_A_WRITE = 1000;

/**
 * Fits a problem (targets 0 and 1, one cost for all rows, the intercept penalised) by the solvers `-s 0` and `-s 7` of
 * LIBLINEAR's library, each stopping where `liblinear-train` stops by default.
 */
export function fitByLiblinear(python: string, problem: BinaryProblem, runs: number): PeerFit[] {
  const { rows, targets, costs } = problem;
  const directory = mkdtempSync(join(tmpdir(), 'moodring-bench-'));
  try {
    const path = join(directory, 'nodes');
    writeNodes(rows, path);
    const numbers = [rows.rowCount, rows.columnCount, costs[0] ?? 1, runs].map(String);
    const labels = Uint8Array.from(targets);
    const answer = runPeer(python, 'liblinear.py', [path, ...numbers], { input: labels }) as {
      readonly solver: string;
      readonly seconds: readonly number[];
      readonly weights: readonly number[];
    }[];
    const loss = new LogisticLoss(problem, 1);
    return answer.map(({ solver, seconds, weights }) => ({
      solver,
      seconds,
      objective: loss.value(Float64Array.from(weights)),
    }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Rows as the library holds them in memory: columns from 1 in rising order, the intercept's last, then -1. */
function writeNodes(rows: SparseMatrix, path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let first = 0; first < rows.rowCount; first += ROWS_A_WRITE) {
      writeSync(file, nodesOf(rows, first, Math.min(first + ROWS_A_WRITE, rows.rowCount)));
    }
  } finally {
    closeSync(file);
  }
}

function nodesOf(
  { starts, columns, values, columnCount }: SparseMatrix,
  first: number,
  end: number,
): DataView {
  const entries = (starts[end] ?? 0) - (starts[first] ?? 0) + 2 * (end - first);
  const nodes = new DataView(new ArrayBuffer(NODE_BYTES * entries));
  let at = 0;
  const write = (index: number, value: number) => {
    nodes.setInt32(at, index, true);
    nodes.setFloat64(at + 8, value, true);
    at += NODE_BYTES;
  };
  for (let row = first; row < end; row++) {
    const from = starts[row] ?? 0;
    const places = Array.from({ length: (starts[row + 1] ?? 0) - from }, (_, k) => from + k);
    places.sort((a, b) => (columns[a] ?? 0) - (columns[b] ?? 0));
    for (const k of places) write((columns[k] ?? 0) + 1, values[k] ?? 0);
    write(columnCount + 1, 1);
    write(-1, 0);
  }
  return nodes;
}
