import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { activeModelId } from '../../db/queries/models.ts';
import { deleteStaleScores } from '../../db/queries/scores.ts';

export interface LeftoversDependencies {
  readonly database: Database;
  readonly logger: Logger;
  /** Ends the work early. */
  readonly signal?: AbortSignal;
}

/**
 * Removes the scores that an activation left behind which was cut off, unless one is under way. Without an active
 * model nothing is removed: what there is may be all there is. What fails is left to the next activation.
 */
export async function removeLeftovers(deps: LeftoversDependencies): Promise<void> {
  const { database, logger, signal } = deps;
  await tidyUp(logger, () =>
    database.tryLock('activation', async () => {
      const active = await activeModelId(database.db);
      if (active !== undefined) await deleteStaleScores(database.db, [active], signal);
    }),
  );
}

/** Removes scores that nobody reads; that this failed is written down and no reason for anything else to fail. */
export async function tidyUp(logger: Logger, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    logger.warn({ err: error }, 'scores of models that are not in use could not be removed');
  }
}
