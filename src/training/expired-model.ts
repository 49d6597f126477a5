import { UserError } from '../errors/user-error.ts';

/** Of a model that has expired, or is about to. */
export function expiredModel(modelId: number): UserError {
  return new UserError(
    'model-expired',
    `Model ${modelId} is too old: I may keep what I learnt from YouTube’s texts for 30 days only. Please choose a newer one.`,
  );
}
