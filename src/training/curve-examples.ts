import type { Kysely } from 'kysely';
import { inBatches } from '../../db/batches.ts';
import { songTexts } from '../../db/queries/song-texts.ts';
import type { Schema } from '../../db/schema.ts';
import { seededRandom, shuffled } from '../classifier/random.ts';
import type { Example } from '../classifier/types.ts';
import { type MoodVector, moodVector } from '../moods.ts';
import { unpackLabels } from './training-set.ts';

/** More songs make the curve slow and hardly change what it shows. */
const MOST_SONGS = 5_000;
/** Songs a statement; between two the event loop turns. */
const BATCH = 100;

/**
 * The songs of a model's training set with the labels it learnt from and their present texts: all that are left, or
 * some of them at random where they are very many. Of a song that was erased there is no text to learn from.
 */
export async function curveExamples(
  db: Kysely<Schema>,
  trainingSet: Readonly<Record<string, readonly number[]>>,
  seed: number,
  signal?: AbortSignal,
): Promise<Example[]> {
  const labels = unpackLabels(trainingSet);
  const ids = shuffled([...labels.keys()].sort(), seededRandom(seed)).slice(0, MOST_SONGS);
  const examples: Example[] = [];
  for await (const batch of inBatches(ids, BATCH)) {
    signal?.throwIfAborted();
    for (const { videoId, text } of await songTexts(db, batch)) {
      const label = labels.get(videoId);
      if (label !== undefined && text.title !== '')
        examples.push({ id: videoId, text, ...label, target: summingToOne(label.target) });
    }
  }
  return examples;
}

/** Labels are stored rounded, so that three thirds are a little less than 1. */
function summingToOne(target: MoodVector): MoodVector {
  const sum = target.reduce<number>((total, share) => total + share, 0);
  return moodVector((_, mood) => (target[mood] ?? 0) / sum);
}
