import { expect, test } from 'vitest';
import type { SongPrediction } from '../../db/queries/scores.ts';
import type { SongWithText } from '../../db/queries/song-texts.ts';
import { songText } from '../../src/text/song-text.ts';
import { predictInBatches, predictionsOf } from '../../src/training/predict-in-batches.ts';
import { leaning, videoId } from '../support/fixtures.ts';

const BATCHES = 6;
const CHILL = leaning('chill', 0.9);

const song = (n: number): SongWithText => ({ videoId: videoId(n), text: songText({}), version: '1' });
const predicted = (songs: readonly SongWithText[]) =>
  predictionsOf(
    songs,
    songs.map(() => CHILL),
  );

/** Batches of one song, and what has become of each so far. */
function scene() {
  const read: string[] = [];
  const saved: string[] = [];
  let mostHeld = 0;
  async function* batches(): AsyncGenerator<SongWithText[], void> {
    for (let n = 1; n <= BATCHES; n++) {
      read.push(videoId(n));
      mostHeld = Math.max(mostHeld, read.length - saved.length);
      yield [song(n)];
    }
  }
  const save = async (predictions: readonly SongPrediction[]) => {
    saved.push(...predictions.map((one) => one.videoId));
  };
  return { batches, read, saved, save, mostHeld: () => mostHeld };
}

test('every batch is saved in order, and no more than three are in memory', async () => {
  const { batches, read, saved, save, mostHeld } = scene();
  await predictInBatches(batches(), { predict: async (songs) => predicted(songs), save });
  expect(saved).toEqual(read);
  expect(saved).toHaveLength(BATCHES);
  expect(mostHeld()).toBe(3);
});

test('a batch is predicted while the one before it is being written', async () => {
  const { batches, save } = scene();
  const second = Promise.withResolvers<void>();
  let calls = 0;
  await predictInBatches(batches(), {
    async predict(songs) {
      calls += 1;
      if (calls === 2) second.resolve();
      return predicted(songs);
    },
    // Would wait for ever if predicting waited for it.
    async save(predictions) {
      await second.promise;
      await save(predictions);
    },
  });
  expect(calls).toBe(BATCHES);
});

test('a failure is thrown when nothing is under way any more', async () => {
  const { batches, saved, save } = scene();
  const failed = Promise.withResolvers<void>();
  let calls = 0;
  const predicting = predictInBatches(batches(), {
    async predict(songs) {
      calls += 1;
      if (calls < 3) return predicted(songs);
      failed.resolve();
      throw new Error('out of memory');
    },
    async save(predictions) {
      if (saved.length === 1) await failed.promise;
      await save(predictions);
    },
  });
  await expect(predicting).rejects.toThrow('out of memory');
  expect(saved).toEqual([videoId(1), videoId(2)]);
});

test('the event loop turns between the batches, also where nothing has to be waited for', async () => {
  const { batches, saved, save } = scene();
  const savedAtTurn = new Set<number>();
  let over = false;
  const look = () => {
    savedAtTurn.add(saved.length);
    if (!over) setImmediate(look);
  };
  look();
  await predictInBatches(batches(), { predict: async (songs) => predicted(songs), save });
  over = true;
  expect(savedAtTurn.size).toBeGreaterThanOrEqual(BATCHES);
});

test('without songs nothing is predicted or saved', async () => {
  const never = () => Promise.reject(new Error('called'));
  async function* none(): AsyncGenerator<SongWithText[], void> {}
  await predictInBatches(none(), { predict: never, save: never });
});
