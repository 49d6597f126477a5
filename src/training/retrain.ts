import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { activeModel, insertModel, modelTraining, setModelStatus } from '../../db/queries/models.ts';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import type { Comparison, OnProgress, TrainingReport } from '../classifier/types.ts';
import { UserError } from '../errors/user-error.ts';
import { activate } from './activate.ts';
import { gatherExamples } from './gather-examples.ts';
import { isDueForRenewal } from './model-age.ts';
import { modelRun } from './model-run.ts';
import { readArtefact } from './read-artefact.ts';
import { SEED } from './seed.ts';
import type { Champion, Trainer } from './trainer.ts';
import { packLabels } from './training-set.ts';

export interface RetrainDependencies {
  readonly database: Database;
  readonly trainer: Trainer;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface RetrainRequest {
  readonly onProgress?: OnProgress;
  /** Ends it early, at once: the model from before stays in use. */
  readonly signal?: AbortSignal | undefined;
}

export interface RetrainResult {
  readonly modelId: number;
  /** False when the challenger was worse and is only kept. */
  readonly activated: boolean;
  /** True when it was worse and is active all the same, because the model before was too old to go on. */
  readonly renewed: boolean;
  readonly report: TrainingReport;
  /** Champion against challenger on the same folds; undefined for the first model. */
  readonly comparison: Comparison | undefined;
  /** The model that was active before; `labels` is how many songs it had learnt from. */
  readonly champion: { readonly modelId: number; readonly labels: number } | undefined;
}

/**
 * Trains a model from all labels, compares it with the active one on the same folds and, unless it is worse,
 * activates it. An active model that is due for renewal is replaced even by a worse one.
 *
 * @throws UserError `already-running` when any process changes the model already, `too-few-labels` when there is not enough
 * to learn from; the signal's reason, unless the new model was in use by then.
 */
export async function retrain(
  deps: RetrainDependencies,
  request: RetrainRequest = {},
): Promise<RetrainResult> {
  return modelRun(deps, {
    kind: 'retrain',
    signal: request.signal,
    work: (signal) => trainAndCompare(deps, { ...request, signal }),
    outcome: ({ modelId, activated, renewed, report }) => ({
      modelId,
      activated,
      renewed,
      labels: report.labels.total,
      accuracy: report.metrics.accuracy,
    }),
  });
}

async function trainAndCompare(
  deps: RetrainDependencies,
  { onProgress, signal }: RetrainRequest & { readonly signal: AbortSignal },
): Promise<RetrainResult> {
  const { database, trainer, now, logger } = deps;
  const { db } = database;
  const report = onProgress ?? (() => {});
  report({ stage: 'reading', done: 0, total: 1 });
  // Votes from here on are for the next model.
  const trainedAt = now();
  const examples = await gatherExamples(db, signal);
  const champion = await currentChampion(deps);
  const trained = await trainer
    .train({ examples, champion: champion?.contender, seed: SEED, trainedAt }, report, signal)
    .catch((error: unknown) => {
      throw error instanceof NotEnoughLabelsError ? tooFewLabels(error) : error;
    });
  signal.throwIfAborted();
  const modelId = await insertModel(db, {
    artefact: trained.artefact,
    report: trained.report,
    comparison: trained.comparison,
    trainingSet: packLabels(examples),
    trainedAt,
  });
  const worse = trained.comparison?.verdict === 'worse';
  const renewed = worse && champion !== undefined && isDueForRenewal(champion.trainedAt, trainedAt);
  const result = {
    modelId,
    renewed,
    report: trained.report,
    comparison: trained.comparison,
    champion: champion && {
      modelId: champion.modelId,
      labels: Object.keys(champion.contender.labels).length,
    },
  };
  if (worse && !renewed) {
    await setModelStatus(db, modelId, 'refused');
    logger.info({ modelId, comparison: trained.comparison }, 'the challenger is worse and is only kept');
    return { ...result, activated: false };
  }
  if (renewed) logger.info({ modelId }, 'the challenger is worse, but the active model is too old to stay');
  // Without the lock another process may be about to activate a model too.
  signal.throwIfAborted();
  await activate(deps, { modelId, artefact: trained.artefact, onProgress: report, signal });
  return { ...result, activated: true };
}

/** A model of a newer version cannot be refitted by this one, so there is nothing to compare with. */
async function currentChampion({
  database,
  logger,
}: RetrainDependencies): Promise<{ modelId: number; trainedAt: Date; contender: Champion } | undefined> {
  const active = await activeModel(database.db);
  if (active === undefined) return undefined;
  const { modelId, trainedAt } = active;
  if (readArtefact(logger, active) === undefined) return undefined;
  const { report, trainingSet } = await modelTraining(database.db, modelId);
  return {
    modelId,
    trainedAt,
    contender: { recipe: (report as TrainingReport).recipe, labels: trainingSet },
  };
}

function tooFewLabels(cause: NotEnoughLabelsError): UserError {
  return new UserError(
    'too-few-labels',
    'There are not enough labelled songs to learn from yet: it takes songs of at least two moods. React to some cards first.',
    { cause },
  );
}
