import type { Classifier } from '../classifier/types.ts';
import type { LoadedModel } from './active-model.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** From this age on the active model is replaced by a newer one: some daily tries of slack before it is stale. */
const RENEW_AFTER_DAYS = 25;

/**
 * A model is made of words of texts that may be kept for 30 days (YouTube's developer policies, III.E.4.d), so it is
 * kept no longer than they are. A day and a half earlier, so that nothing passes 30 days between two daily runs, one of
 * which may be late.
 */
const STALE_AFTER_DAYS = 28.5;

/** Whether a model's words are too old to be shown, or kept where the model is not in use. */
export function isStale(trainedAt: Date, now: Date): boolean {
  return trainedAt < wordsKeptSince(now);
}

/** Models trained before this moment are stale. */
export function wordsKeptSince(now: Date): Date {
  return new Date(now.getTime() - STALE_AFTER_DAYS * DAY_MS);
}

/** Whether a newer model has to take an active one's place, even a worse one. */
export function isDueForRenewal(trainedAt: Date, now: Date): boolean {
  return trainedAt.getTime() < now.getTime() - RENEW_AFTER_DAYS * DAY_MS;
}

/** What songs may be explained with by words: the active model, unless there is none or its words are too old. */
export function explainingClassifier(model: LoadedModel | undefined, now: Date): Classifier | undefined {
  return model === undefined || isStale(model.trainedAt, now) ? undefined : model.classifier;
}
