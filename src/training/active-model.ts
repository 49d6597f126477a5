import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { activeModel, retiredModels, type StoredModel, setModelStatus } from '../../db/queries/models.ts';
import type { Classifier } from '../classifier/types.ts';
import { isDamaged, readArtefact } from './read-artefact.ts';

export interface LoadedModel {
  readonly modelId: number;
  /** To predict with; see `explainingClassifier` for when it may explain, too. */
  readonly classifier: Classifier;
  readonly trainedAt: Date;
}

/** This process's copy of the active model, refreshed when any process activates another. */
export interface ActiveModel {
  /** Loads the active model and follows the database. */
  start(): Promise<void>;
  /** Undefined while there is none. */
  current(): LoadedModel | undefined;
  /** Reads the active model again; resolves when {@link current} shows it. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

export interface ActiveModelOptions {
  readonly database: Database;
  readonly logger: Logger;
  /** Activates the last good model after the active one turned out to be unreadable. */
  readonly fallBack: (model: StoredModel) => Promise<void>;
}

/**
 * Keeps the active model in memory. An artefact that is damaged or from a newer version is refused with an error
 * in the log, and the last good model takes its place: for everybody if it is damaged, in this process alone if only
 * this process is too old for it.
 */
export function createActiveModel({ database, logger, fallBack }: ActiveModelOptions): ActiveModel {
  let loaded: LoadedModel | undefined;
  let reloading: Promise<void> = Promise.resolve();
  let unlisten: (() => Promise<void>) | undefined;

  /** Sets damaged models aside until one can be read, newest first. */
  async function lastGood(): Promise<(LoadedModel & StoredModel) | undefined> {
    for (const model of await retiredModels(database.db)) {
      const classifier = readArtefact(logger, model);
      if (classifier !== undefined) return { ...model, classifier };
      if (isDamaged(model)) await setModelStatus(database.db, model.modelId, 'damaged');
    }
    return undefined;
  }

  async function load(): Promise<void> {
    const active = await activeModel(database.db);
    if (active === undefined || active.modelId === loaded?.modelId) return;
    const classifier = readArtefact(logger, active);
    if (classifier !== undefined) {
      loaded = { modelId: active.modelId, classifier, trainedAt: active.trainedAt };
      logger.info({ modelId: active.modelId }, 'model loaded');
      return;
    }
    const damaged = isDamaged(active);
    if (damaged) await setModelStatus(database.db, active.modelId, 'damaged');
    const good = await lastGood();
    loaded = good && { modelId: good.modelId, classifier: good.classifier, trainedAt: good.trainedAt };
    if (good === undefined) {
      logger.error(
        'no readable model is left; songs are ranked by what the database has until the next retrain',
      );
      return;
    }
    logger.warn({ modelId: good.modelId }, 'fallen back to the last good model');
    // A newer version's model stays in use: other processes read it, and its scores are in the database.
    if (damaged) await fallBack(good);
  }

  function reload(): Promise<void> {
    const next = reloading.then(load);
    // The chain goes on after a failure; the caller of this reload is told of it.
    reloading = next.catch((error: unknown) =>
      logger.error({ err: error }, 'the active model could not be loaded'),
    );
    return next;
  }

  return {
    async start() {
      unlisten = await database.listen('moodring_model', () => {
        reload().catch((error: unknown) =>
          logger.debug({ err: error }, 'reload after a notification failed'),
        );
      });
      await reload();
    },
    current: () => loaded,
    reload,
    async stop() {
      await unlisten?.();
      await reloading;
    },
  };
}
