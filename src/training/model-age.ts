import type { Classifier } from '../classifier/types.ts';
import { freshSince, keepSince } from '../text/text-age.ts';
import type { LoadedModel } from './active-model.ts';

/**
 * Whether a model's words are too old to be shown, or kept where the model is not in use: it is made of words of texts
 * and is kept no longer than they are.
 */
export function isStale(trainedAt: Date, now: Date): boolean {
  return trainedAt < keepSince(now);
}

/** Whether a newer model has to take an active one's place, even a worse one. */
export function isDueForRenewal(trainedAt: Date, now: Date): boolean {
  return trainedAt < freshSince(now);
}

/** What songs may be explained with by words: the active model, unless there is none or its words are too old. */
export function explainingClassifier(model: LoadedModel | undefined, now: Date): Classifier | undefined {
  return model === undefined || isStale(model.trainedAt, now) ? undefined : model.classifier;
}
