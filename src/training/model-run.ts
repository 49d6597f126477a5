import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { finishRun, startRun } from '../../db/queries/runs.ts';
import { UserError } from '../errors/user-error.ts';

export interface ModelRunDependencies {
  readonly database: Database;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface ModelRun<Result> {
  readonly kind: 'retrain' | 'rollback';
  /** The signal is aborted if the lock is lost: another process may then be about to change the model too. */
  readonly work: (lost: AbortSignal) => Promise<Result>;
  /** What the run's row keeps of the result. */
  readonly outcome: (result: Result) => object;
}

/**
 * Does what may change the active model, one at a time over all processes, and writes it down in `runs`.
 *
 * @throws UserError `already-running`; what `work` threw, after it was written down.
 */
export async function modelRun<Result>(deps: ModelRunDependencies, run: ModelRun<Result>): Promise<Result> {
  const { database, now } = deps;
  const locked = await database.tryLock('retrain', async (lost) => {
    const runId = await startRun(database.db, run.kind, now());
    try {
      const result = await run.work(lost);
      await finishRun(database.db, runId, { status: 'done', outcome: run.outcome(result) }, now());
      return result;
    } catch (error) {
      await noteFailure(deps, { runId, kind: run.kind }, error);
      throw error;
    }
  });
  if (!locked.held) {
    const message = 'A retrain or a rollback is running already. Please wait for it to finish.';
    throw new UserError('already-running', message);
  }
  return locked.value;
}

/** The failure itself matters more than its being written down. */
async function noteFailure(
  { database, now, logger }: ModelRunDependencies,
  { runId, kind }: { readonly runId: number; readonly kind: string },
  error: unknown,
): Promise<void> {
  const reason = error instanceof UserError ? error.message : `The ${kind} failed; the log says why.`;
  try {
    await finishRun(database.db, runId, { status: 'failed', error: reason }, now());
  } catch (recording) {
    logger.error({ err: recording }, `the end of a failed ${kind} could not be written down`);
  }
}
