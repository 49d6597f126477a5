import type { Kysely, Selectable } from 'kysely';
import type { RunKind, RunStatus, RunsTable, Schema } from '../schema.ts';

export type Run = Selectable<RunsTable>;

/** How a run ended. */
export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running'>;
  /** Counts and costs, as far as the run came. */
  readonly outcome?: object;
  /** One plain sentence for people, never a secret. */
  readonly error?: string;
}

/**
 * Notes that a run begins. The caller holds the lock of this kind of run, so that a run of it which still
 * says `running` was cut off with its process; it is closed as failed.
 *
 * @returns the new run's id.
 */
export async function startRun(db: Kysely<Schema>, kind: RunKind, now: Date): Promise<number> {
  await closeRunning(db, kind, now);
  const { run_id } = await db
    .insertInto('runs')
    .values({ kind, started_at: now })
    .returning('run_id')
    .executeTakeFirstOrThrow();
  return run_id;
}

/**
 * Closes runs of a kind that still say `running` as failed. The caller holds the lock of this kind of run, so that
 * they were cut off with their process.
 *
 * @returns how many there were.
 */
export async function closeRunning(db: Kysely<Schema>, kind: RunKind, now: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({ status: 'failed', finished_at: now, error: 'The process ended before the run did.' })
    .where('kind', '=', kind)
    .where('status', '=', 'running')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** The kinds of which a run says that it is under way. */
export async function runningKinds(db: Kysely<Schema>): Promise<RunKind[]> {
  const rows = await db
    .selectFrom('runs')
    .select('kind')
    .distinct()
    .where('status', '=', 'running')
    .orderBy('kind')
    .execute();
  return rows.map(({ kind }) => kind);
}

/** Notes how a run ended. */
export async function finishRun(db: Kysely<Schema>, runId: number, end: RunEnd, now: Date): Promise<void> {
  await db
    .updateTable('runs')
    .set({
      status: end.status,
      finished_at: now,
      outcome: end.outcome === undefined ? null : JSON.stringify(end.outcome),
      error: end.error ?? null,
    })
    .where('run_id', '=', runId)
    .execute();
}

/** The newest runs of a kind, newest first. */
export async function latestRuns(db: Kysely<Schema>, kind: RunKind, limit: number): Promise<Run[]> {
  return db
    .selectFrom('runs')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('run_id', 'desc')
    .limit(limit)
    .execute();
}
