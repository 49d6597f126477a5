import type { Logger } from 'pino';
import { connect } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { waitForLock } from '../db/wait-for-lock.ts';
import { ensureDefaultSources } from './catalogue/default-sources.ts';
import { linkCatalogue } from './catalogue/link-catalogue.ts';
import { loadStarter } from './catalogue/load-starter.ts';
import { makeSearchable } from './catalogue/make-searchable.ts';
import { createQuotaLedger, type QuotaLedger } from './catalogue/quota/quota-ledger.ts';
import type { SongRules } from './catalogue/video-to-song.ts';
import type { YouTubeClient } from './catalogue/youtube.ts';
import { createYouTubeClient } from './catalogue/youtube-client.ts';
import { type Deadline, deadlineIn, endedBy, STOP_MS } from './concurrency/deadline.ts';
import type { Config } from './config.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { StoppedError } from './errors/stopped-error.ts';
import { UserError } from './errors/user-error.ts';
import { closeCutOffRuns } from './runs/close-cut-off-runs.ts';
import { activate } from './training/activate.ts';
import { type ActiveModel, createActiveModel } from './training/active-model.ts';
import { removeLeftovers } from './training/leftovers.ts';
import { needsModel } from './training/needs-model.ts';
import { predictMissing, predictSongs } from './training/predict-songs.ts';
import { expireOldModels } from './training/renew-models.ts';
import { retrain } from './training/retrain.ts';
import type { Trainer } from './training/trainer.ts';
import { createWorkerTrainer } from './training/worker-trainer.ts';

/** What closing the database gets of a stop at least, whatever the parts before it took, in milliseconds. */
const CLOSE_MS = 1_000;

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
  /** Ends the start early: the wait for another process that fills the database, the filling, the first training. */
  readonly signal?: AbortSignal | undefined;
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
  /** Ends what is under way and closes the database: last, always, and by the deadline, 8 s unless given. */
  stop(deadline?: Deadline): Promise<void>;
}

/**
 * Opens the database, fills an empty one with the starter catalogue and its first model, trains anew where the active
 * model is of an earlier version's format, and loads the active model.
 *
 * @throws ConfigError where DATA_DIR can never be made, DatabaseInUseError, DatabaseUnavailableError, DatabaseUnfitError,
 *   MigrationFailedError, the signal's reason; nothing stays open.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { config, logger, now, random, controlSocket, onDatabaseLost } = options;
  const { databaseUrl, databasePoolSize: poolSize, dataDir, youtubeApiKey } = config;
  if (databaseUrl === undefined || config.playground) prepareDataDirectory(dataDir);
  const database = await connect({
    databaseUrl,
    poolSize,
    dataDir,
    controlSocket,
    logger,
    now,
    ...(onDatabaseLost !== undefined && { onLost: onDatabaseLost }),
  });
  const trainer = createWorkerTrainer({ logger });
  const stopping = new AbortController();
  const { signal: start } = options;
  const ended = start === undefined ? stopping.signal : AbortSignal.any([start, stopping.signal]);
  const activeModel = createActiveModel({
    database,
    logger,
    fallBack: ({ modelId, artefact }) => {
      const request = { modelId, artefact, onlyIfNone: true, signal: ended };
      return activate({ database, trainer, now, logger }, request);
    },
  });
  const quota = createQuotaLedger({ db: database.db, now, budgets: config.quotaBudgets });
  let cleaning: Promise<unknown> = Promise.resolve();
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
    async stop(deadline = deadlineIn(STOP_MS)) {
      stopping.abort(new StoppedError());
      const parts = [cleaning, activeModel.stop(), trainer.stop()].map((part) => logged(part));
      // Whatever became of them: a training that does not end must not leave the database open.
      if (!(await endedBy(deadline.earlier(CLOSE_MS), Promise.all(parts))))
        logger.warn('the database is closed though not everything that uses it has ended');
      if (!(await endedBy(deadline, logged(database.close()))))
        logger.warn('the database was not closed in time');
    },
  };
  async function logged(part: Promise<unknown>): Promise<void> {
    try {
      await part;
    } catch (error) {
      logger.error({ err: error }, 'a service did not stop cleanly');
    }
  }
  try {
    // Of two processes that start at once on an empty database one fills it; the other waits until it is done.
    await waitForLock(services, { name: 'setup', signal: ended }, () => fill(services, ended));
    // Nobody has to wait for it: what is left takes room, and nothing reads it.
    const after = { database, logger, signal: ended };
    cleaning = removeLeftovers(after).then(() => makeSearchable(after));
    return services;
  } catch (error) {
    await services.stop();
    throw error;
  }
}

/** @throws the signal's reason; the next start goes on where this one ended. */
async function fill(services: Services, signal: AbortSignal): Promise<void> {
  const { database, activeModel, logger, now } = services;
  await closeCutOffRuns({ database, logger, now });
  await loadStarter({ database, logger, now, signal });
  signal.throwIfAborted();
  await linkCatalogue({ database, logger });
  await ensureDefaultSources(database);
  await expireOldModels({ database, logger, now });
  await activeModel.start();
  signal.throwIfAborted();
  if (await needsModel(services)) {
    await firstModel(services, signal);
    await activeModel.reload();
  } else {
    const predicted = await predictMissing({ database, activeModel }, signal);
    if (predicted > 0) logger.info({ predicted }, 'songs without a prediction caught up');
  }
}

/** Without a model songs are ranked by their votes, so a start does not fail for want of one. */
async function firstModel(services: Services, signal: AbortSignal): Promise<void> {
  try {
    await retrain(services, { signal });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    services.logger.warn({ reason: error.id }, 'no first model yet');
  }
}
