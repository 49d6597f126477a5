import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { messageOf } from '../../db/errors/explain.ts';
import { finishRun, type RunEnd, startRun } from '../../db/queries/runs.ts';
import { UserError } from '../errors/user-error.ts';
import { type Stop, type StopReason, stopOf } from './stop-reason.ts';

export interface RecordedRunDeps {
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => Date;
}

const RUNNING = {
  ingest: 'New songs are being looked for already. Please wait for it to finish.',
  refresh: 'The songs are being refreshed already. Please wait for it to finish.',
} as const;

/** Ends that are part of a healthy day; the others want somebody to look. */
const HARMLESS: ReadonlySet<StopReason> = new Set(['quota', 'cancelled']);

/**
 * Does a job's work under its lock and writes it down in `runs`, however it ends. An expected end (quota, key,
 * network, cancelled) is written down and comes back as `stoppedBy` with its `stopSentence`.
 *
 * @param work changes `outcome` as it goes, so that an early end still has its counts. Its signal is aborted when the
 * caller's is, and when the lock is lost, since another process may then be at the same work; it throws the reason.
 * @throws UserError `already-running` when any process is at it; whatever unexpected `work` threw, after it was written down.
 */
export async function recordedRun<Outcome extends object>(
  { database, logger, now }: RecordedRunDeps,
  job: 'ingest' | 'refresh',
  { outcome, signal }: { readonly outcome: Outcome; readonly signal: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<Outcome & Partial<Stop>> {
  const run = await database.tryLock(job, async (lost) => {
    const runId = await startRun(database.db, job, now());
    const finish = (end: RunEnd) => finishRun(database.db, runId, end, now());
    let stop: Stop | undefined;
    try {
      await work(AbortSignal.any(signal === undefined ? [lost] : [signal, lost]));
    } catch (error) {
      stop = stopOf(error, { cancelled: signal, lost });
      if (stop === undefined) {
        await finish({ status: 'failed', outcome, error: sentenceOf(error) }).catch((recording: unknown) => {
          logger.error({ err: recording, job }, 'the end of a failed run could not be written down');
        });
        throw error;
      }
    }
    if (stop === undefined) {
      await finish({ status: 'done', outcome });
      logger.info({ job, outcome }, 'run done');
      return outcome;
    }
    const stopped = { ...outcome, ...stop };
    const harmless = HARMLESS.has(stop.stoppedBy);
    await finish({ status: harmless ? 'done' : 'failed', outcome: stopped, error: stop.stopSentence });
    const level = harmless ? 'info' : 'warn';
    logger[level]({ job, outcome: stopped, reason: stop.stopSentence }, 'run ended early');
    return stopped;
  });
  if (!run.held) throw new UserError('already-running', RUNNING[job]);
  return run.value;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? `Unexpected: ${messageOf(error)}` : 'Unexpected fault.';
}
