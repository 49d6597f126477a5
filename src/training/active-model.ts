import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { activeModel, lastRetiredModel, type StoredModel, setModelStatus } from '../../db/queries/models.ts';
import { parse } from '../classifier/artefact.ts';
import { DamagedArtefactError } from '../classifier/errors/damaged-artefact-error.ts';
import { UnsupportedArtefactError } from '../classifier/errors/unsupported-artefact-error.ts';
import type { Classifier } from '../classifier/types.ts';

export interface LoadedModel {
  readonly modelId: number;
  readonly classifier: Classifier;
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
 * in the log; its model is set aside and the last good one takes its place.
 */
export function createActiveModel({ database, logger, fallBack }: ActiveModelOptions): ActiveModel {
  let loaded: LoadedModel | undefined;
  let reloading: Promise<void> = Promise.resolve();
  let unlisten: (() => Promise<void>) | undefined;

  function readable(model: StoredModel): Classifier | undefined {
    try {
      return parse(model.artefact);
    } catch (error) {
      if (!(error instanceof DamagedArtefactError || error instanceof UnsupportedArtefactError)) throw error;
      logger.error(
        { err: error, modelId: model.modelId },
        'this model cannot be used; falling back to the last good one',
      );
      return undefined;
    }
  }

  async function load(): Promise<void> {
    const { db } = database;
    const active = await activeModel(db);
    if (active === undefined || active.modelId === loaded?.modelId) return;
    const classifier = readable(active);
    if (classifier !== undefined) {
      loaded = { modelId: active.modelId, classifier };
      logger.info({ modelId: active.modelId }, 'model loaded');
      return;
    }
    await setModelStatus(db, active.modelId, 'damaged');
    for (let model = await lastRetiredModel(db); model !== undefined; model = await lastRetiredModel(db)) {
      const good = readable(model);
      if (good !== undefined) {
        await fallBack(model);
        loaded = { modelId: model.modelId, classifier: good };
        return;
      }
      await setModelStatus(db, model.modelId, 'damaged');
    }
    loaded = undefined;
    logger.error('no readable model is left; songs are ranked by their votes until the next retrain');
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
