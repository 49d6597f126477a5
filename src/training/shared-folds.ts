import { type FoldJob, type FoldRunner, scoreCount, scoreFold } from '../classifier/fold-scores.ts';
import type { SparseMatrix } from '../text/sparse-matrix.ts';

/** A job whose arrays all threads see, with the place for its scores and for who does which fold. */
export interface SharedFolds {
  readonly job: FoldJob;
  readonly scores: Float64Array;
  /** One number a fold: FREE, TAKEN or DONE. */
  readonly states: Int32Array;
}

const FREE = 0;
const TAKEN = 1;
const DONE = 2;

/** A thread that has not ended a fold for so long may be gone: its fold is done again, with the same result. */
const PATIENCE_MS = 20_000;

/**
 * A runner for the thread that trains. It offers every job to whatever threads help and does folds itself until all
 * are done, alone if nobody comes. Which thread did a fold does not show in its scores.
 */
export function foldsAmongThreads(
  offer: (folds: SharedFolds) => void,
  patienceMs: number = PATIENCE_MS,
): FoldRunner {
  const shared = new WeakMap<SparseMatrix, SparseMatrix>();
  return (job, onFold) => {
    const matrix = shared.get(job.matrix) ?? shareMatrix(job.matrix);
    shared.set(job.matrix, matrix);
    const folds = share({ ...job, matrix });
    offer(folds);
    let told = 0;
    const tell = () => {
      for (const done = countDone(folds); told < done; ) onFold(++told);
    };
    while (told < job.foldCount) {
      if (!takeFold(folds)) awaitFold(folds, patienceMs);
      tell();
    }
    return folds.scores;
  };
}

/** Does folds of an offered job until none is free. */
export function helpWithFolds(folds: SharedFolds): void {
  while (takeFold(folds));
}

/** Does one free fold; whether there was one. A fold that failed is free again: who tries it next meets the error. */
function takeFold({ job, scores, states }: SharedFolds): boolean {
  for (let fold = 0; fold < states.length; fold++) {
    if (Atomics.compareExchange(states, fold, FREE, TAKEN) !== FREE) continue;
    let end = FREE;
    try {
      scoreFold(job, fold, scores);
      end = DONE;
    } finally {
      Atomics.store(states, fold, end);
      Atomics.notify(states, fold);
    }
    return true;
  }
  return false;
}

/** Waits until some other thread has ended a fold, and takes the fold from it if that lasts too long. */
function awaitFold({ states }: SharedFolds, patienceMs: number): void {
  const fold = states.indexOf(TAKEN);
  if (fold === -1) return;
  if (Atomics.wait(states, fold, TAKEN, patienceMs) === 'timed-out') {
    Atomics.compareExchange(states, fold, TAKEN, FREE);
  }
}

function countDone({ states }: SharedFolds): number {
  return states.filter((_, fold) => Atomics.load(states, fold) === DONE).length;
}

/** Copies a job's other arrays to where all threads see them. */
function share(job: FoldJob): SharedFolds {
  const { targets, weights, folds } = job;
  return {
    job: {
      ...job,
      targets: sharedFloats(targets),
      weights: sharedFloats(weights),
      folds: sharedInts(folds),
    },
    scores: new Float64Array(new SharedArrayBuffer(scoreCount(job) * Float64Array.BYTES_PER_ELEMENT)),
    states: new Int32Array(new SharedArrayBuffer(job.foldCount * Int32Array.BYTES_PER_ELEMENT)),
  };
}

function shareMatrix(matrix: SparseMatrix): SparseMatrix {
  const { starts, columns, values } = matrix;
  return {
    ...matrix,
    starts: sharedInts(starts),
    columns: sharedInts(columns),
    values: sharedFloats(values),
  };
}

function sharedInts(numbers: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(numbers.byteLength));
  shared.set(numbers);
  return shared;
}

function sharedFloats(numbers: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(numbers.byteLength));
  shared.set(numbers);
  return shared;
}
