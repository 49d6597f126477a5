import type { MoodVector } from '../../src/moods.ts';
import type { SongText } from '../../src/text/song-text.ts';
import type { Trainer } from '../../src/training/trainer.ts';

export interface GatedTrainerOptions {
  /** Called before each batch is predicted, counted from 1; the batch waits for it. */
  readonly beforeBatch: (batch: number, texts: readonly SongText[]) => Promise<void>;
  readonly predictionOf: (text: SongText) => MoodVector;
}

/** A trainer that predicts what it is told, and only after the test has done what it wants between two batches. */
export function gatedTrainer({ beforeBatch, predictionOf }: GatedTrainerOptions): Trainer {
  let batches = 0;
  return {
    train: () => Promise.reject(new Error('nothing is trained here')),
    learningCurve: () => Promise.reject(new Error('nothing is measured here')),
    async predict(_artefact, texts) {
      batches += 1;
      await beforeBatch(batches, texts);
      return texts.map(predictionOf);
    },
    stop: async () => {},
  };
}
