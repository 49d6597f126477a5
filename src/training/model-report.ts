import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { type ModelRecord, modelRecord } from '../../db/queries/model-report.ts';
import type { ModelStatus } from '../../db/schema.ts';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import type { LearningCurve } from '../classifier/learning-curve.ts';
import type { Metrics, OnProgress } from '../classifier/types.ts';
import { UserError } from '../errors/user-error.ts';
import { curveExamples } from './curve-examples.ts';
import { type MoodShares, moodShares } from './mood-shares.ts';
import { SEED } from './seed.ts';
import { readStoredReport, type StoredReport } from './stored-report.ts';
import type { Trainer } from './trainer.ts';

/** Something that a report of this model cannot show. */
export interface MissingPart {
  readonly part: 'metrics' | 'reliability' | 'learning-curve' | 'mood-shares';
  /** Why, for people: completes "No learning curve: …". */
  readonly reason: string;
}

/** What people call the parts of a report. */
export const PART_NAMES = {
  metrics: 'figures',
  reliability: 'reliability diagram',
  'learning-curve': 'learning curve',
  'mood-shares': 'mood shares',
} as const satisfies Readonly<Record<MissingPart['part'], string>>;

/** What is known of one model: plain data that survives JSON, for pictures, terminals and pages. */
export interface ModelReport {
  readonly modelId: number;
  readonly status: ModelStatus;
  /** ISO 8601, UTC. */
  readonly trainedAt: string;
  /** When the report was made; ISO 8601, UTC. */
  readonly madeAt: string;
  /** Labelled songs it learnt from. */
  readonly labels: number;
  /** On songs it had not seen. */
  readonly metrics?: Metrics | undefined;
  readonly learningCurve?: LearningCurve | undefined;
  readonly moodShares?: MoodShares | undefined;
  /** All that is left out, with its reason; empty where the report is whole. */
  readonly missing: readonly MissingPart[];
}

export interface ModelReportDependencies {
  readonly database: Database;
  readonly trainer: Trainer;
  readonly logger: Logger;
  readonly now: () => Date;
}

export interface ModelReportRequest {
  /** The active model unless given. */
  readonly modelId?: number | undefined;
  /** Told how far the learning curve has come. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gathers what there is to tell about a model. The learning curve is measured anew, on the trainer's thread, with the
 * labels the model learnt from and the texts as they are now: it takes some seconds.
 *
 * @throws UserError `no-model` while none is active, `unknown-model` for an id that no model has; the signal's reason.
 */
export async function modelReport(
  deps: ModelReportDependencies,
  request: ModelReportRequest = {},
): Promise<ModelReport> {
  const { database, logger, now } = deps;
  const { modelId, onProgress, signal } = request;
  const record = await modelRecord(database.db, modelId);
  if (record === undefined) throw noSuchModel(modelId);
  const stored = readStoredReport(record.report);
  const { metrics } = stored;
  const shares = await moodShares(database.db, record.modelId, signal);
  const curve = await learningCurve(deps, { record, stored, onProgress, signal });
  const missing = [
    ...missingMetrics(metrics),
    ...('reason' in curve ? [curve] : []),
    ...missingShares(shares),
  ];
  if (missing.length > 0) logger.info({ modelId: record.modelId, missing }, 'a model report is not whole');
  return {
    modelId: record.modelId,
    status: record.status,
    trainedAt: record.trainedAt.toISOString(),
    madeAt: now().toISOString(),
    labels: stored.labels ?? Object.keys(record.trainingSet).length,
    metrics,
    learningCurve: 'points' in curve ? curve : undefined,
    moodShares: shares.predictedSongs > 0 ? shares : undefined,
    missing,
  };
}

function noSuchModel(modelId: number | undefined): UserError {
  return modelId === undefined
    ? new UserError('no-model', 'There is no model yet. React to some cards first, then retrain.')
    : new UserError('unknown-model', `There is no model ${modelId}.`);
}

interface CurveOf {
  readonly record: ModelRecord;
  readonly stored: StoredReport;
  readonly onProgress: OnProgress | undefined;
  readonly signal: AbortSignal | undefined;
}

async function learningCurve(
  { database, trainer }: ModelReportDependencies,
  { record, stored: { recipe }, onProgress = () => {}, signal }: CurveOf,
): Promise<LearningCurve | MissingPart> {
  const part = 'learning-curve';
  if (recipe === undefined)
    return { part, reason: 'this model was made by another version of me, and I cannot repeat how.' };
  const examples = await curveExamples(database.db, record.trainingSet, SEED, signal);
  try {
    return await trainer.learningCurve({ examples, recipe, seed: SEED }, onProgress, signal);
  } catch (error) {
    if (!(error instanceof NotEnoughLabelsError)) throw error;
    return { part, reason: 'too few of the songs that it learnt from are left.' };
  }
}

function missingMetrics(metrics: Metrics | undefined): MissingPart[] {
  if (metrics === undefined)
    return [
      { part: 'metrics', reason: 'they were written by another version of me, and I cannot read them.' },
    ];
  if (metrics.reliability !== undefined) return [];
  return [
    {
      part: 'reliability',
      reason: 'it was trained before I kept what that takes. The next model will have one.',
    },
  ];
}

function missingShares({ predictedSongs }: MoodShares): MissingPart[] {
  if (predictedSongs > 0) return [];
  return [{ part: 'mood-shares', reason: 'I keep predictions of the model in use only.' }];
}
