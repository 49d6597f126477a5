import { setImmediate as turn } from 'node:timers/promises';
import type { SongPrediction } from '../../db/queries/scores.ts';
import type { SongWithText } from '../../db/queries/song-texts.ts';
import type { MoodVector } from '../moods.ts';

export interface PredictInBatches {
  /** Called for batches with songs in them, one at a time. */
  predict(songs: readonly SongWithText[]): Promise<readonly SongPrediction[]>;
  /** Called for what `predict` returned, one at a time and in order. */
  save(predictions: readonly SongPrediction[]): Promise<void>;
}

/**
 * Predicts batches of songs as they are read. While one batch is written, the next one is predicted and the one after
 * it is read: at most three are in memory, whatever the number of songs. Nothing is under way any more when it fails.
 */
export async function predictInBatches(
  batches: AsyncIterator<readonly SongWithText[], void>,
  { predict, save }: PredictInBatches,
): Promise<void> {
  let read: IteratorResult<readonly SongWithText[], void> = { value: [] };
  let predictions: readonly SongPrediction[] = [];
  while (!read.done || predictions.length > 0) {
    const songs: readonly SongWithText[] = read.value ?? [];
    [read, predictions] = await allOver([
      read.done ? read : batches.next(),
      songs.length === 0 ? [] : predict(songs),
      predictions.length === 0 ? undefined : save(predictions),
    ]);
    // A batch may be over without the event loop having turned, as where there was nothing to read, predict or write.
    await turn();
  }
}

/** What a model thinks of some songs, with the version of the text that it read; one vector a song, in their order. */
export function predictionsOf(
  songs: readonly SongWithText[],
  vectors: readonly MoodVector[],
): SongPrediction[] {
  return songs.map(({ videoId, version }, index) => {
    const prediction = vectors[index];
    if (prediction === undefined) throw new RangeError(`no prediction for song ${index} of ${songs.length}`);
    return { videoId, version, prediction };
  });
}

/** As `Promise.all`, but a failure is thrown only when everything is over. */
async function allOver<T extends readonly unknown[] | []>(work: T) {
  await Promise.allSettled(work);
  return Promise.all(work);
}
