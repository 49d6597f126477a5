import type { MessagePort } from 'node:worker_threads';
import { parse, serialise } from '../classifier/artefact.ts';
import { compareModels } from '../classifier/compare.ts';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import type { FoldRunner } from '../classifier/fold-scores.ts';
import { type LearningCurve, learningCurve as measureCurve } from '../classifier/learning-curve.ts';
import { predict } from '../classifier/predict.ts';
import { trainClassifier } from '../classifier/train.ts';
import type { OnProgress, Progress } from '../classifier/types.ts';
import type { MoodVector } from '../moods.ts';
import type { SongText } from '../text/song-text.ts';
import { lowerPriority } from './lower-priority.ts';
import { foldsAmongThreads, type SharedFolds } from './shared-folds.ts';
import type { CurveRequest, Trained, TrainRequest } from './trainer.ts';
import { unpackLabels } from './training-set.ts';

lowerPriority();

/** What a thread says while it works: how far it is, or folds that others may help with. */
export type Message = { readonly progress: Progress } | { readonly folds: SharedFolds };

/** What a thread sends back: a typed error does not survive the way between threads, its fields do. */
export type Answer<T> =
  | { readonly value: T }
  | { readonly notEnoughLabels: Pick<NotEnoughLabelsError, 'labels' | 'moods'> };

/** Runs on the worker thread: fits the challenger and measures it against the champion. */
export function train({ request, port }: { request: TrainRequest; port: MessagePort }): Answer<Trained> {
  const { examples, champion, seed, trainedAt } = request;
  const reports = reportsTo(port);
  try {
    const { classifier, report, outOfFold } = trainClassifier({ examples, seed, trainedAt, ...reports });
    const comparison =
      champion === undefined
        ? undefined
        : compareModels({
            examples,
            champion: { recipe: champion.recipe, labels: unpackLabels(champion.labels) },
            challenger: outOfFold,
            seed,
            ...reports,
          });
    return { value: { artefact: serialise(classifier), report, comparison } };
  } catch (error) {
    return answerOf(error);
  }
}

/** Runs on the worker thread: measures a recipe by number of labels. */
export function learningCurve(task: { request: CurveRequest; port: MessagePort }): Answer<LearningCurve> {
  const { request, port } = task;
  try {
    return { value: measureCurve({ ...request, ...reportsTo(port) }) };
  } catch (error) {
    return answerOf(error);
  }
}

/** What long work says of itself, to the other end of a port. */
function reportsTo(port: MessagePort): { readonly onProgress: OnProgress; readonly runFolds: FoldRunner } {
  const tell = (message: Message) => port.postMessage(message);
  return {
    onProgress: (progress) => tell({ progress }),
    runFolds: foldsAmongThreads((folds) => tell({ folds })),
  };
}

function answerOf(error: unknown): Answer<never> {
  if (!(error instanceof NotEnoughLabelsError)) throw error;
  return { notEnoughLabels: { labels: error.labels, moods: error.moods } };
}

let parsed: { key: number; classifier: ReturnType<typeof parse> } | undefined;

/** An artefact with a key of its own, so that it is parsed once for many batches. */
export interface KeyedArtefact {
  readonly key: number;
  readonly artefact: Uint8Array;
}

/** Runs on the worker thread: predicts a batch. */
export function predictBatch(batch: KeyedArtefact & { readonly texts: readonly SongText[] }): MoodVector[] {
  if (parsed?.key !== batch.key) parsed = { key: batch.key, classifier: parse(batch.artefact) };
  return predict(parsed.classifier, batch.texts);
}
