import { MOODS, moodVector } from '../moods.ts';
import { copyRows, type SparseMatrix } from '../text/sparse-matrix.ts';
import { inverseFrequencies, type Span, weigh } from '../text/tf-idf.ts';
import type { VectorizerOptions } from '../text/vectorizer-types.ts';
import { scoreOneVsRest } from './one-vs-rest.ts';

/** All that cross-validating some songs takes: plain data and typed arrays, so that threads can share them. */
export interface FoldJob {
  readonly options: VectorizerOptions;
  readonly spans: readonly Span[];
  /** How often every feature occurs in every song. */
  readonly matrix: SparseMatrix;
  /** The shares of the six moods, song after song. */
  readonly targets: Float64Array;
  /** How much each song counts; 0 for a song without a label, which is scored but not learned from. */
  readonly weights: Float64Array;
  /** The fold of every song, from 0. */
  readonly folds: Int32Array;
  readonly foldCount: number;
  readonly costs: readonly number[];
}

/**
 * Has every fold of a job scored by {@link scoreFold}, somehow: one after the other, or at once.
 * @param onFold told after every fold, in rising order of `done`
 * @returns the scores, as {@link scoreFold} lays them out
 */
export type FoldRunner = (job: FoldJob, onFold: (done: number) => void) => Float64Array;

/** For what cross-validates: where the folds are done, one after the other unless given. */
export interface RunsFolds {
  readonly runFolds?: FoldRunner | undefined;
}

/** Raw scores in a job: six a song, song after song, cost after cost. */
export function scoreCount({ costs, weights }: FoldJob): number {
  return costs.length * weights.length * MOODS.length;
}

/** One fold after the other, here and now. */
export const foldsInTurn: FoldRunner = (job, onFold) => {
  const scores = new Float64Array(scoreCount(job));
  for (let fold = 0; fold < job.foldCount; fold++) {
    scoreFold(job, fold, scores);
    onFold(fold + 1);
  }
  return scores;
};

/**
 * Writes the scores of one fold's songs by models fitted, idf and all, without them. Only the vocabulary is shared, and
 * a feature that the other folds lack has no weight.
 */
export function scoreFold(job: FoldJob, fold: number, scores: Float64Array): void {
  const { matrix, spans, options, targets, weights, folds, costs } = job;
  const songs = [...folds.keys()];
  const inside = songs.filter((song) => folds[song] === fold);
  const outside = songs.filter((song) => folds[song] !== fold && (weights[song] as number) > 0);
  const seen = copyRows(matrix, outside);
  const idf = inverseFrequencies(seen, spans, options);
  const labelled = {
    rows: weigh(seen, spans, options, idf),
    targets: outside.map((song) => moodVector((_, mood) => targets[song * MOODS.length + mood] ?? 0)),
    weights: Float64Array.from(outside, (song) => weights[song] ?? 0),
  };
  const unseen = weigh(copyRows(matrix, inside), spans, options, idf);
  scoreOneVsRest(labelled, costs, unseen).forEach((vectors, cost) => {
    vectors.forEach((vector, row) => {
      const song = inside[row] ?? 0;
      scores.set(vector, (cost * folds.length + song) * MOODS.length);
    });
  });
}
