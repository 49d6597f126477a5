import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { activeModel, insertModel, modelTraining, setModelStatus } from '../../db/queries/models.ts';
import { finishRun, startRun } from '../../db/queries/runs.ts';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import type { Comparison, OnProgress, TrainingReport } from '../classifier/types.ts';
import { UserError } from '../errors/user-error.ts';
import { activate } from './activate.ts';
import { gatherExamples } from './gather-examples.ts';
import { readArtefact } from './read-artefact.ts';
import type { Champion, Trainer } from './trainer.ts';
import { packLabels } from './training-set.ts';

/** The folds are the same from one retrain to the next, so that their figures can be compared. */
const SEED = 20_260_101;

export interface RetrainDependencies {
  readonly database: Database;
  readonly trainer: Trainer;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface RetrainRequest {
  readonly onProgress?: OnProgress;
}

export interface RetrainResult {
  readonly modelId: number;
  /** False when the challenger was worse and is only kept. */
  readonly activated: boolean;
  readonly report: TrainingReport;
  /** Champion against challenger on the same folds; undefined for the first model. */
  readonly comparison: Comparison | undefined;
  /** The model that was active before; `labels` is how many songs it had learnt from. */
  readonly champion: { readonly modelId: number; readonly labels: number } | undefined;
}

/**
 * Trains a model from all labels, compares it with the active one on the same folds and, unless it is worse,
 * activates it.
 *
 * @throws UserError `already-running` when any process retrains already, `too-few-labels` when there is not enough
 * to learn from.
 */
export async function retrain(
  deps: RetrainDependencies,
  request: RetrainRequest = {},
): Promise<RetrainResult> {
  const { database, now } = deps;
  const locked = await database.tryLock('retrain', async (lost) => {
    const runId = await startRun(database.db, 'retrain', now());
    try {
      const result = await trainAndCompare(deps, request, lost);
      const { modelId, activated, report } = result;
      const outcome = { modelId, activated, labels: report.labels.total, accuracy: report.metrics.accuracy };
      await finishRun(database.db, runId, { status: 'done', outcome }, now());
      return result;
    } catch (error) {
      await noteFailure(deps, runId, error);
      throw error;
    }
  });
  if (!locked.held)
    throw new UserError('already-running', 'A retrain is running already. Please wait for it to finish.');
  return locked.value;
}

/** The failure itself matters more than its being written down. */
async function noteFailure(
  { database, now, logger }: RetrainDependencies,
  runId: number,
  error: unknown,
): Promise<void> {
  const reason = error instanceof UserError ? error.message : 'The retrain failed; the log says why.';
  try {
    await finishRun(database.db, runId, { status: 'failed', error: reason }, now());
  } catch (recording) {
    logger.error({ err: recording }, 'the end of a failed retrain could not be written down');
  }
}

async function trainAndCompare(
  deps: RetrainDependencies,
  { onProgress }: RetrainRequest,
  lost: AbortSignal,
): Promise<RetrainResult> {
  const { database, trainer, now, logger } = deps;
  const { db } = database;
  const report = onProgress ?? (() => {});
  report({ stage: 'reading', done: 0, total: 1 });
  // Votes from here on are for the next model.
  const trainedAt = now();
  const examples = await gatherExamples(db);
  const champion = await currentChampion(deps);
  const trained = await trainer
    .train({ examples, champion: champion?.contender, seed: SEED, trainedAt }, report)
    .catch((error: unknown) => {
      throw error instanceof NotEnoughLabelsError ? tooFewLabels(error) : error;
    });
  const modelId = await insertModel(db, {
    artefact: trained.artefact,
    report: trained.report,
    comparison: trained.comparison,
    trainingSet: packLabels(examples),
    trainedAt,
  });
  const result = {
    modelId,
    report: trained.report,
    comparison: trained.comparison,
    champion: champion && {
      modelId: champion.modelId,
      labels: Object.keys(champion.contender.labels).length,
    },
  };
  if (trained.comparison?.verdict === 'worse') {
    await setModelStatus(db, modelId, 'refused');
    logger.info({ modelId, comparison: trained.comparison }, 'the challenger is worse and is only kept');
    return { ...result, activated: false };
  }
  // Without the lock another process may be about to activate a model too.
  lost.throwIfAborted();
  await activate(deps, { modelId, artefact: trained.artefact, onProgress: report });
  return { ...result, activated: true };
}

/** A model of a newer version cannot be refitted by this one, so there is nothing to compare with. */
async function currentChampion({
  database,
  logger,
}: RetrainDependencies): Promise<{ modelId: number; contender: Champion } | undefined> {
  const active = await activeModel(database.db);
  if (active === undefined) return undefined;
  const { modelId } = active;
  if (readArtefact(logger, active) === undefined) return undefined;
  const { report, trainingSet } = await modelTraining(database.db, modelId);
  return { modelId, contender: { recipe: (report as TrainingReport).recipe, labels: trainingSet } };
}

function tooFewLabels(cause: NotEnoughLabelsError): UserError {
  return new UserError(
    'too-few-labels',
    'There are not enough labelled songs to learn from yet: it takes songs of at least two moods. React to some cards first.',
    { cause },
  );
}
