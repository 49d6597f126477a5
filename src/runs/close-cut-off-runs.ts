import type { Logger } from 'pino';
import type { Database, LockName } from '../../db/database.ts';
import { closeRunning, runningKinds } from '../../db/queries/runs.ts';
import type { RunKind } from '../../db/schema.ts';

export interface CloseCutOffRunsDependencies {
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** Which lock a run of each kind holds as long as it runs. */
const LOCKS: Readonly<Record<RunKind, LockName>> = {
  ingest: 'ingest',
  refresh: 'refresh',
  retrain: 'retrain',
  rollback: 'retrain',
};

/**
 * Records the end of runs that were cut off with their process, as by a kill. One whose lock is held is another
 * process's, and goes on.
 *
 * @returns the kinds of the runs that were closed.
 */
export async function closeCutOffRuns(deps: CloseCutOffRunsDependencies): Promise<RunKind[]> {
  const { database, logger, now } = deps;
  const closed: RunKind[] = [];
  for (const kind of await runningKinds(database.db)) {
    // The lock first: a run that began since would be closed under its own feet otherwise.
    const run = await database.tryLock(LOCKS[kind], () => closeRunning(database.db, kind, now()));
    if (!run.held || run.value === 0) continue;
    closed.push(kind);
    logger.warn({ run: kind }, 'a run had been cut off with its process');
  }
  return closed;
}
