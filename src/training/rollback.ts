import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { modelById, previousModelId } from '../../db/queries/model-rows.ts';
import { activeModelId, type StoredModel, setModelStatus } from '../../db/queries/models.ts';
import type { ModelStatus } from '../../db/schema.ts';
import type { OnProgress } from '../classifier/types.ts';
import { UserError, type UserErrorId } from '../errors/user-error.ts';
import { activate } from './activate.ts';
import { expiredModel } from './expired-model.ts';
import { isStale } from './model-age.ts';
import { modelRun } from './model-run.ts';
import { isDamaged, readArtefact } from './read-artefact.ts';
import type { Trainer } from './trainer.ts';

export interface RollbackDependencies {
  readonly database: Database;
  readonly trainer: Trainer;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface RollbackRequest {
  /** The model that was active before the present one unless given. */
  readonly modelId?: number | undefined;
  readonly onProgress?: OnProgress;
  /** Ends it early: the model from before stays in use. */
  readonly signal?: AbortSignal | undefined;
}

export interface RollbackResult {
  /** The model that is active now. */
  readonly modelId: number;
  readonly trainedAt: Date;
  /** The model that was active until now; undefined where there was none. */
  readonly previousId: number | undefined;
}

/**
 * Makes a model that was active before the active one again. Its predictions are written beside the present ones and
 * switched in one transaction; the next retrain compares its challenger with it. Without an id, a second rollback
 * takes the first one back.
 *
 * @throws UserError `already-running`, `no-model-before`, `unknown-model`, `model-active`, `model-never-active`,
 * `model-damaged`, `model-other-version` or `model-expired`, or the signal's reason; nothing has changed then.
 */
export function rollback(deps: RollbackDependencies, request: RollbackRequest = {}): Promise<RollbackResult> {
  const { database, logger } = deps;
  return modelRun(deps, {
    kind: 'rollback',
    signal: request.signal,
    outcome: ({ modelId, previousId }) => ({ modelId, previousId }),
    async work(signal) {
      const target = await targetOf(deps, request.modelId);
      const previousId = await activeModelId(database.db);
      signal.throwIfAborted();
      const { modelId, artefact, trainedAt } = target;
      const { onProgress } = request;
      await activate(deps, { modelId, artefact, signal, ...(onProgress && { onProgress }) });
      logger.info({ modelId, previousId }, 'rolled back');
      return { modelId, trainedAt, previousId };
    },
  });
}

async function targetOf(
  { database, logger, now }: RollbackDependencies,
  wanted?: number,
): Promise<StoredModel> {
  const { db } = database;
  const modelId = wanted ?? (await previousModelId(db));
  if (modelId === undefined) {
    throw new UserError(
      'no-model-before',
      'There is no earlier model to return to: none has been in use before, or they are too old to be kept.',
    );
  }
  const model = await modelById(db, modelId);
  if (model === undefined) throw new UserError('unknown-model', `There is no model ${modelId}.`);
  const refusal = REFUSALS[model.status];
  if (refusal !== undefined) throw refuse(refusal, modelId);
  if (model.status === 'expired' || isStale(model.trainedAt, now())) throw expiredModel(modelId);
  if (readArtefact(logger, model) !== undefined) return model;
  if (!isDamaged(model)) throw refuse('model-other-version', modelId);
  // So that the next rollback without an id passes over it.
  await setModelStatus(db, modelId, 'damaged');
  throw refuse('model-damaged', modelId);
}

type Refusal = Exclude<Extract<UserErrorId, `model-${string}`>, 'model-expired'>;

/** Why models of a status cannot be returned to; `retired` ones can. */
const REFUSALS: Readonly<Partial<Record<ModelStatus, Refusal>>> = {
  active: 'model-active',
  challenger: 'model-never-active',
  refused: 'model-never-active',
  damaged: 'model-damaged',
};

const SENTENCES: Readonly<Record<Refusal, string>> = {
  'model-active': 'is the one in use already.',
  'model-never-active':
    'has never been in use, so I cannot return to it. A retrain decides about new models.',
  'model-damaged': 'is damaged and cannot be used any more. Please choose another one.',
  'model-other-version':
    'was made by another version of me, which this one cannot read. Please choose another one.',
};

function refuse(id: Refusal, modelId: number): UserError {
  return new UserError(id, `Model ${modelId} ${SENTENCES[id]}`);
}
