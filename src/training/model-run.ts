import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { finishRun, type RunEnd, startRun } from '../../db/queries/runs.ts';
import { UserError } from '../errors/user-error.ts';

export interface ModelRunDependencies {
  readonly database: Database;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface ModelRun<Result> {
  readonly kind: 'retrain' | 'rollback';
  /** Ends the run early, which is no failure of it. */
  readonly signal: AbortSignal | undefined;
  /**
   * Its signal is aborted with the run's, and if the lock is lost: another process may then be about to change the
   * model too.
   */
  readonly work: (signal: AbortSignal) => Promise<Result>;
  /** What the run's row keeps of the result. */
  readonly outcome: (result: Result) => object;
}

/**
 * Does what may change the active model, one at a time over all processes, and writes it down in `runs`.
 *
 * @throws UserError `already-running`; what `work` threw, after it was recorded.
 */
export async function modelRun<Result>(deps: ModelRunDependencies, run: ModelRun<Result>): Promise<Result> {
  const { database, now } = deps;
  const locked = await database.tryLock('retrain', async (lost) => {
    const runId = await startRun(database.db, run.kind, now());
    try {
      const result = await run.work(run.signal === undefined ? lost : AbortSignal.any([lost, run.signal]));
      await finishRun(database.db, runId, { status: 'done', outcome: run.outcome(result) }, now());
      return result;
    } catch (error) {
      await noteEnd(deps, { runId, ...run }, error);
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
async function noteEnd(
  { database, now, logger }: ModelRunDependencies,
  { runId, kind, signal }: Pick<ModelRun<unknown>, 'kind' | 'signal'> & { readonly runId: number },
  error: unknown,
): Promise<void> {
  const end = signal?.aborted && error === signal.reason ? STOPPED : failed(kind, error);
  try {
    await finishRun(database.db, runId, end, now());
  } catch (recording) {
    logger.error({ err: recording }, `the end of a failed ${kind} could not be written down`);
  }
}

/** As the other jobs' runs that were cancelled: an early end, and no failure. */
const STOPPED: RunEnd = {
  status: 'done',
  outcome: { stoppedBy: 'cancelled' },
  error: 'It was stopped before it was done. The model from before stayed in use.',
};

function failed(kind: ModelRun<unknown>['kind'], error: unknown): RunEnd {
  const reason = error instanceof UserError ? error.message : `The ${kind} failed; the log says why.`;
  return { status: 'failed', error: reason };
}
