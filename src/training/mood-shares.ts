import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type MoodSums, predictedMoods, votedMoods } from '../../db/queries/model-report.ts';
import type { Schema } from '../../db/schema.ts';
import { type MoodVector, moodVector } from '../moods.ts';

/** What members voted beside what a model thinks, over the songs of the catalogue. */
export interface MoodShares {
  /** Shares of all votes, in the order of MOODS, summing to 1; all 0 without votes. */
  readonly voted: MoodVector;
  /** Songs with votes. */
  readonly votedSongs: number;
  /** Mean prediction, in the order of MOODS, summing to 1; all 0 without predictions. */
  readonly predicted: MoodVector;
  /** Songs the model has predicted. */
  readonly predictedSongs: number;
}

/** Reads the catalogue page by page; between two pages the event loop turns. */
export async function moodShares(
  db: Kysely<Schema>,
  modelId: number,
  signal?: AbortSignal,
): Promise<MoodShares> {
  const voted = await votedMoods(db);
  let predicted: MoodSums = { sums: moodVector(() => 0), songs: 0 };
  for (let last: string | undefined = ''; last !== undefined; ) {
    signal?.throwIfAborted();
    const page = await predictedMoods(db, modelId, last);
    predicted = add(predicted, page);
    last = page.last;
    await turn();
  }
  return {
    voted: normalised(voted.sums),
    votedSongs: voted.songs,
    predicted: normalised(predicted.sums),
    predictedSongs: predicted.songs,
  };
}

function add(a: MoodSums, b: MoodSums): MoodSums {
  return {
    sums: moodVector((_, mood) => (a.sums[mood] ?? 0) + (b.sums[mood] ?? 0)),
    songs: a.songs + b.songs,
  };
}

function normalised(sums: MoodVector): MoodVector {
  const total = sums.reduce<number>((sum, value) => sum + value, 0);
  return moodVector((_, mood) => (total === 0 ? 0 : (sums[mood] ?? 0) / total));
}
