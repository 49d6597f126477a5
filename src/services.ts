import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connect } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { ensureDefaultSources } from './catalogue/default-sources.ts';
import { linkCatalogue } from './catalogue/link-catalogue.ts';
import { loadStarter } from './catalogue/load-starter.ts';
import { createQuotaLedger, type QuotaLedger } from './catalogue/quota/quota-ledger.ts';
import type { SongRules } from './catalogue/video-to-song.ts';
import type { YouTubeClient } from './catalogue/youtube.ts';
import { createYouTubeClient } from './catalogue/youtube-client.ts';
import type { Config } from './config.ts';
import { UserError } from './errors/user-error.ts';
import { activate } from './training/activate.ts';
import { type ActiveModel, createActiveModel } from './training/active-model.ts';
import { removeLeftovers } from './training/leftovers.ts';
import { needsModel } from './training/needs-model.ts';
import { predictMissing, predictSongs } from './training/predict-songs.ts';
import { expireOldModels } from './training/renew-models.ts';
import { retrain } from './training/retrain.ts';
import type { Trainer } from './training/trainer.ts';
import { createWorkerTrainer } from './training/worker-trainer.ts';

const SETUP_RETRY_MS = 250;

export interface ServicesOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Where this process takes the CLI's commands while it holds the embedded database. */
  readonly controlSocket: string;
  /** Told when an embedded database ends by itself, after which nothing that needs it works. */
  readonly onDatabaseLost?: (reason: Error) => void;
}

/** What every use case takes its dependencies from, whether Discord, a job or a terminal calls it. */
export interface Services {
  readonly database: Database;
  readonly activeModel: ActiveModel;
  readonly trainer: Trainer;
  /** Undefined without an API key. */
  readonly youtube: YouTubeClient | undefined;
  readonly quota: QuotaLedger;
  readonly songRules: SongRules;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly random: () => number;
  /** Scores songs that are new or changed. */
  predictSongs(videoIds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Opens the database, fills an empty one with the starter catalogue and its first model, trains anew where the active
 * model is of an earlier version's format, and loads the active model.
 *
 * @throws DatabaseInUseError, DatabaseUnavailableError
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { config, logger, now, random, controlSocket, onDatabaseLost } = options;
  const { databaseUrl, dataDir, youtubeApiKey } = config;
  const database = await connect({
    databaseUrl,
    dataDir,
    controlSocket,
    logger,
    now,
    ...(onDatabaseLost !== undefined && { onLost: onDatabaseLost }),
  });
  const trainer = createWorkerTrainer({ logger });
  const activeModel = createActiveModel({
    database,
    logger,
    fallBack: ({ modelId, artefact }) =>
      activate({ database, trainer, now, logger }, { modelId, artefact, onlyIfNone: true }),
  });
  const quota = createQuotaLedger({ db: database.db, now, budgets: config.quotaBudgets });
  const stopping = new AbortController();
  let cleaning = Promise.resolve();
  const services: Services = {
    database,
    activeModel,
    trainer,
    youtube:
      youtubeApiKey === undefined
        ? undefined
        : createYouTubeClient({
            apiKey: youtubeApiKey,
            rootUrl: config.youtubeApiUrl,
            quota,
            logger,
            now,
            random,
          }),
    quota,
    songRules: config.songRules,
    logger,
    now,
    random,
    predictSongs: (videoIds) => predictSongs({ database, activeModel }, videoIds),
    async stop() {
      // Each whatever became of the one before: a training that does not end must not leave the database open.
      stopping.abort();
      const ended = [
        await settled(cleaning),
        await settled(activeModel.stop()),
        await settled(trainer.stop()),
        await settled(database.close()),
      ];
      for (const { reason } of ended)
        if (reason !== undefined) logger.error({ err: reason }, 'a service did not stop cleanly');
    },
  };
  try {
    await fill(services);
    // Nobody has to wait for it: what is left takes room, and nothing reads it.
    cleaning = removeLeftovers({ database, logger, signal: stopping.signal });
    return services;
  } catch (error) {
    await services.stop();
    throw error;
  }
}

/** Of two processes that start at once on an empty database one fills it; the other waits until it is done. */
async function fill(services: Services): Promise<void> {
  const { database } = services;
  while (!(await database.tryLock('setup', () => fillAlone(services))).held) await pause(SETUP_RETRY_MS);
}

async function fillAlone(services: Services): Promise<void> {
  const { database, activeModel, logger, now } = services;
  await loadStarter({ database, logger, now });
  await linkCatalogue({ database, logger });
  await ensureDefaultSources(database);
  await expireOldModels({ database, logger, now });
  await activeModel.start();
  if (await needsModel(services)) {
    await firstModel(services);
    await activeModel.reload();
  } else {
    const predicted = await predictMissing({ database, activeModel });
    if (predicted > 0) logger.info({ predicted }, 'songs without a prediction caught up');
  }
}

/** Without a model songs are ranked by their votes, so a start does not fail for want of one. */
async function firstModel(services: Services): Promise<void> {
  try {
    await retrain(services);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    services.logger.warn({ reason: error.id }, 'no first model yet');
  }
}

async function settled(stopping: Promise<unknown>): Promise<{ reason?: unknown }> {
  const [result] = await Promise.allSettled([stopping]);
  return result.status === 'rejected' ? { reason: result.reason } : {};
}
