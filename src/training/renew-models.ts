import { activeModelTrainedAt, expireModels } from '../../db/queries/models.ts';
import { UserError } from '../errors/user-error.ts';
import { keepSince } from '../text/text-age.ts';
import { isDueForRenewal, isStale } from './model-age.ts';
import { type RetrainDependencies, retrain } from './retrain.ts';

/**
 * Empties the artefacts of models that are not in use and whose words are too old to be kept. One quick statement.
 *
 * @returns their ids.
 */
export async function expireOldModels({
  database,
  now,
  logger,
}: Pick<RetrainDependencies, 'database' | 'now' | 'logger'>): Promise<number[]> {
  const expired = await expireModels(database.db, keepSince(now()));
  if (expired.length > 0) logger.info({ expired }, 'models expired: their words were too old to be kept');
  return expired;
}

/**
 * Keeps the models as fresh as the texts they were learnt from: old ones expire, and the active one is trained anew
 * before it is too old. Where that cannot be done, for want of labels with a text, it goes on ranking songs, but
 * explains none; the next call tries again.
 *
 * @throws whatever unexpected a retrain throws; the signal's reason.
 */
export async function renewModels(deps: RetrainDependencies, signal?: AbortSignal): Promise<void> {
  await expireOldModels(deps);
  const { database, now, logger } = deps;
  const trainedAt = await activeModelTrainedAt(database.db);
  if (trainedAt === undefined || !isDueForRenewal(trainedAt, now())) return;
  try {
    const { modelId } = await retrain(deps, { signal });
    logger.info({ modelId }, 'the active model is renewed');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const stale = isStale(trainedAt, now());
    logger.warn({ reason: error.id, trainedAt, stale }, 'the active model is old and could not be renewed');
  }
}
