import type { MessagePort } from 'node:worker_threads';
import { parse, serialise } from '../classifier/artefact.ts';
import { compareModels } from '../classifier/compare.ts';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import { predict } from '../classifier/predict.ts';
import { trainClassifier } from '../classifier/train.ts';
import type { OnProgress } from '../classifier/types.ts';
import type { MoodVector } from '../moods.ts';
import type { SongText } from '../text/song-text.ts';
import type { Trained, TrainRequest } from './trainer.ts';
import { unpackLabels } from './training-set.ts';

/** What a thread sends back: a typed error does not survive the way between threads, its fields do. */
export type Answer<T> =
  | { readonly value: T }
  | { readonly notEnoughLabels: Pick<NotEnoughLabelsError, 'labels' | 'moods'> };

/** Runs on the worker thread: fits the challenger and measures it against the champion. */
export function train({ request, port }: { request: TrainRequest; port: MessagePort }): Answer<Trained> {
  const onProgress: OnProgress = (progress) => port.postMessage(progress);
  const { examples, champion, seed, trainedAt } = request;
  try {
    const { classifier, report, outOfFold } = trainClassifier({ examples, seed, trainedAt, onProgress });
    const comparison =
      champion === undefined
        ? undefined
        : compareModels({
            examples,
            champion: { recipe: champion.recipe, labels: unpackLabels(champion.labels) },
            challenger: outOfFold,
            seed,
            onProgress,
          });
    return { value: { artefact: serialise(classifier), report, comparison } };
  } catch (error) {
    if (error instanceof NotEnoughLabelsError) {
      return { notEnoughLabels: { labels: error.labels, moods: error.moods } };
    }
    throw error;
  }
}

let parsed: { key: number; classifier: ReturnType<typeof parse> } | undefined;

/** Runs on the worker thread: predicts a batch; the artefact is parsed once for all batches with the same key. */
export function predictBatch(batch: {
  key: number;
  artefact: Uint8Array;
  texts: readonly SongText[];
}): MoodVector[] {
  if (parsed?.key !== batch.key) parsed = { key: batch.key, classifier: parse(batch.artefact) };
  return predict(parsed.classifier, batch.texts);
}
