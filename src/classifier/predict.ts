import type { MoodVector } from '../moods.ts';
import type { SongText } from '../text/song-text.ts';
import { transform } from '../text/vectorize.ts';
import { calibrate } from './calibration.ts';
import { rawScores } from './one-vs-rest.ts';
import type { Classifier } from './types.ts';

/** Songs handled at once: bounds the memory for rows, whatever the size of the catalogue. */
const BATCH = 1000;

/** The mood distribution of every song, in their order. A song without any known word gets the same as an empty one. */
export function predict(classifier: Classifier, texts: readonly SongText[]): MoodVector[] {
  const predictions: MoodVector[] = [];
  for (let from = 0; from < texts.length; from += BATCH) {
    const rows = transform(classifier.vectorizer, texts.slice(from, from + BATCH));
    for (const scores of rawScores(classifier.model, rows)) {
      predictions.push(calibrate(classifier.calibration, scores));
    }
  }
  return predictions;
}
