import { type ConstructorOptions, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { type Deadline, deadlineIn, STOP_MS } from '../concurrency/deadline.ts';
import { StoppedError } from '../errors/stopped-error.ts';
import { JOB_NAMES, type Job } from './jobs.ts';
import { RunCutShortError } from './run-cut-short-error.ts';

/** How often a process looks for work, and for jobs whose process is gone; a job may wait that long. */
const INTERVALS = { poll: 10, supervise: 60 };
/** A process that is gone for this long loses its job to the next one. */
const HEARTBEAT_SECONDS = 60;
const RETRIES = 3;
const RETRY_SECONDS = 300;

export interface SchedulerOptions {
  /** How pg-boss reaches the database; from `Database.bossOptions`. */
  readonly boss: ConstructorOptions;
  readonly jobs: readonly Job[];
  readonly logger: Logger;
  /** Whether a job has ever been run; the first ingest does not wait for its hour. */
  readonly hasRun: (name: Job['name']) => Promise<boolean>;
  /** In seconds; 10 and 60 unless given. */
  readonly intervals?: { readonly poll: number; readonly supervise: number };
}

export interface Scheduler {
  start(): Promise<void>;
  /**
   * Takes no more work, tells running jobs to end and waits for them until the deadline, 8 s unless given. A job that was
   * ended so is done again from the beginning at the next start, and this try does not count.
   */
  stop(deadline?: Deadline): Promise<void>;
}

/**
 * Runs the jobs on their schedules, through pg-boss on the project's own database. Of a job only one can be queued or
 * running, whatever the number of processes; an occurrence missed while nobody ran is made up once; a job whose
 * process died is given to another.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { jobs, logger, hasRun, intervals = INTERVALS } = options;
  const { poll, supervise } = intervals;
  const boss = new PgBoss({
    ...options.boss,
    superviseIntervalSeconds: supervise,
    monitorIntervalSeconds: supervise,
    reindex: false,
  });
  const stopping = new AbortController();
  boss.on('error', (error) => logger.error({ err: error }, 'the scheduler reported an error'));
  boss.on('warning', (warning) => logger.warn({ warning }, 'the scheduler warned'));

  async function follow(job: Job): Promise<void> {
    const { name, cron, expireInSeconds } = job;
    const queue = {
      expireInSeconds,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      retryLimit: RETRIES,
      retryDelay: RETRY_SECONDS,
      retryBackoff: true,
    };
    // `exclusive` is the queue's promise that a job is queued or running once at most.
    if ((await boss.getQueue(name)) === null) await boss.createQueue(name, { ...queue, policy: 'exclusive' });
    else await boss.updateQueue(name, queue);
    await boss.schedule(name, cron, null, { tz: 'UTC', missed: 'once' });
    if (name === 'ingest' && !(await hasRun(name))) await boss.send(name);
    await boss.work(name, { pollingIntervalSeconds: poll }, async ([work]) => {
      if (work === undefined) return;
      logger.info({ job: name, id: work.id }, 'job started');
      try {
        await job.run(AbortSignal.any([work.signal, stopping.signal]));
      } catch (error) {
        if (stopping.signal.aborted && isStop(error)) return queueAgain(name, work.id);
        logger.error({ err: error, job: name, id: work.id }, 'job failed; it will be tried again');
        throw error;
      }
      logger.info({ job: name, id: work.id }, 'job done');
    });
  }

  /** As a new job: of one that is only put back the tries are counted, so that four stops would lose it. */
  async function queueAgain(name: Job['name'], id: string): Promise<void> {
    logger.info({ job: name, id }, 'job stopped; it will be done after the next start');
    await boss.complete(name, id);
    await boss.send(name);
  }

  /** Schedules of jobs that no release of this kind knows; a job this process leaves out may be another's. */
  async function forgetUnknown(): Promise<void> {
    const known = new Set<string>(JOB_NAMES);
    for (const { name } of await boss.getSchedules()) if (!known.has(name)) await boss.unschedule(name);
  }

  return {
    async start() {
      await boss.start();
      for (const job of jobs) await follow(job);
      await forgetUnknown();
      logger.info({ jobs: jobs.map(({ name, cron }) => ({ name, cron })) }, 'scheduler started');
    },
    async stop(deadline = deadlineIn(STOP_MS)) {
      stopping.abort(new StoppedError());
      await boss.stop({ graceful: true, timeout: deadline.left() });
    },
  };
}

/** Whether a job ended because it was told to, rather than failed at that moment. */
function isStop(error: unknown): boolean {
  return (
    error instanceof StoppedError || (error instanceof RunCutShortError && error.stoppedBy === 'cancelled')
  );
}
