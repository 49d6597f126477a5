import { Piscina } from 'piscina';
import { describe, expect, test } from 'vitest';
import { type FoldJob, foldsInTurn } from '../../src/classifier/fold-scores.ts';
import { assignFolds } from '../../src/classifier/folds.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import { countFeatures } from '../../src/text/vectorize.ts';
import { foldsAmongThreads, helpWithFolds, type SharedFolds } from '../../src/training/shared-folds.ts';
import { madeUpExamples } from '../classifier/songs.ts';

const examples = madeUpExamples(40, 3);
const counts = countFeatures(
  examples.map(({ text }) => text),
  DEFAULT_FEATURES,
);
const job: FoldJob = {
  ...counts,
  targets: Float64Array.from(examples.flatMap(({ target }) => target)),
  weights: Float64Array.from(examples, ({ weight }) => weight),
  folds: Int32Array.from(assignFolds(examples, 4, 1)),
  foldCount: 4,
  costs: [1, 10],
};
const expected = foldsInTurn(job, () => {});
/** A job on which every fold fails. */
const broken = ({ job }: SharedFolds) => ({ ...job, targets: undefined as unknown as Float64Array });

function run(offer: (folds: SharedFolds) => void, patienceMs?: number) {
  const told: number[] = [];
  const scores = foldsAmongThreads(offer, patienceMs)(job, (done) => told.push(done));
  return { scores: [...scores], told };
}

describe('foldsAmongThreads', () => {
  test('gives the scores of one fold after the other, with help and without', () => {
    const alone = run(() => {});
    expect(alone.scores).toEqual([...expected]);
    expect(alone.told).toEqual([1, 2, 3, 4]);
    expect(run(helpWithFolds)).toEqual(alone);
  });

  test('lets threads see the arrays instead of copies', () => {
    run(({ job, scores, states }) => {
      const { starts, columns, values } = job.matrix;
      const arrays = [starts, columns, values, job.targets, job.weights, job.folds, scores, states];
      expect(arrays.every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
    });
  });

  test('copies a matrix once, however many jobs are about it', () => {
    const seen: SharedFolds[] = [];
    const runFolds = foldsAmongThreads((folds) => void seen.push(folds));
    for (const given of [job, { ...job, costs: [2] }, { ...job, matrix: { ...job.matrix } }]) {
      runFolds(given, () => {});
    }
    const [first, second, third] = seen.map((folds) => folds.job.matrix.values.buffer);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(seen[1]?.scores.buffer).not.toBe(seen[0]?.scores.buffer);
  });

  test('shares a job with another thread', async () => {
    const file = new URL('../../src/training/fold-worker.ts', import.meta.url).href;
    const pool = new Piscina({ filename: file, maxThreads: 1 });
    const help = (folds?: SharedFolds) => pool.run(folds);
    // Once there, the thread takes work without this one's event loop.
    await help();
    let helped: Promise<void> | undefined;
    let first: ReturnType<typeof Atomics.wait> | undefined;
    const result = run((folds) => {
      helped = help(folds);
      first = Atomics.wait(folds.states, 0, 0, 20_000);
    });
    await helped;
    await pool.close();
    expect(first).not.toBe('timed-out');
    expect(result.scores).toEqual([...expected]);
    expect(result.told).toEqual([1, 2, 3, 4]);
  });

  test('does a fold itself that a helper failed at', () => {
    const result = run((folds) => {
      expect(() => helpWithFolds({ ...folds, job: broken(folds) })).toThrow(TypeError);
    });
    expect(result.scores).toEqual([...expected]);
  });

  test('does a fold itself that a helper took and never ended', () => {
    const taken = run((folds) => {
      Atomics.store(folds.states, 2, 1);
    }, 1);
    expect(taken.scores).toEqual([...expected]);
    expect(taken.told).toEqual([1, 2, 3, 4]);
  });

  test('throws what a fold throws', () => {
    const tooShort = { ...job, matrix: { ...job.matrix, rowCount: 1 } };
    expect(() => foldsAmongThreads(() => {})(tooShort, () => {})).toThrow(RangeError);
  });
});
