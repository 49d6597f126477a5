import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openServer } from '../../db/server.ts';
import type { Job } from '../../src/jobs/jobs.ts';
import { createScheduler, type Scheduler } from '../../src/jobs/scheduler.ts';
import { describeEachDatabase, useServer } from '../support/databases.ts';

const logger = pino({ level: 'silent' });

/** Once a year: not while these tests run. */
const RARELY = '0 0 1 1 *';
const YEARLY = { cron: RARELY, expireInSeconds: 600 };

const intervals = { poll: 1, supervise: 1 };

const started: Scheduler[] = [];
afterEach(async () => {
  for (const scheduler of started.splice(0)) await scheduler.stop();
});

async function start(database: Database, jobs: readonly Job[], hasRun = true): Promise<Scheduler> {
  const scheduler = createScheduler({
    boss: database.bossOptions(),
    jobs,
    logger,
    hasRun: async () => hasRun,
    intervals,
  });
  started.push(scheduler);
  await scheduler.start();
  return scheduler;
}

/** A job whose runs can be awaited one after another. */
function countingJob(name: Job['name'], work: (signal: AbortSignal) => Promise<void> = async () => {}) {
  let runs = 0;
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  const reached = (n: number) => {
    const entry = waiting.get(n) ?? Promise.withResolvers<void>();
    waiting.set(n, entry);
    return entry;
  };
  const job: Job = {
    ...YEARLY,
    name,
    async run(signal) {
      runs += 1;
      reached(runs).resolve();
      await work(signal);
    },
  };
  return { job, runs: () => runs, run: (n: number) => reached(n).promise };
}

/** Every ingest that was ever queued. */
async function ingestJobs({ db }: Database): Promise<{ state: string }[]> {
  const { rows } = await sql<{ state: string }>`select state from pgboss.job where name = 'ingest'`.execute(
    db,
  );
  return rows;
}

describeEachDatabase('the scheduler', (open) => {
  test('runs the first ingest at once, and only the first', async () => {
    const database = await open();
    const first = countingJob('ingest');
    const scheduler = await start(database, [first.job], false);
    await first.run(1);
    await scheduler.stop();
    expect(await ingestJobs(database)).toEqual([{ state: 'completed' }]);
    await start(database, [countingJob('ingest').job], true);
    expect(await ingestJobs(database)).toEqual([{ state: 'completed' }]);
  });

  test('makes up once for runs missed while nobody was there', async () => {
    const database = await open();
    const daily = countingJob('refresh');
    const before = await start(database, [{ ...daily.job, cron: '0 0 * * *' }]);
    await before.stop();
    expect(daily.runs()).toBe(0);
    await sql`update pgboss.version set cron_on = now() - interval '3 days'`.execute(database.db);
    await sql`update pgboss.schedule set created_on = now() - interval '9 days'`.execute(database.db);
    const after = countingJob('refresh');
    await start(database, [{ ...after.job, cron: '0 0 * * *' }]);
    await after.run(1);
    const { rows } = await sql<{
      jobs: number;
    }>`select count(*)::integer as jobs from pgboss.job where name = 'refresh'`.execute(database.db);
    expect(rows).toEqual([{ jobs: 1 }]);
  });

  test('hands the job of a process that died to the next one', async () => {
    const database = await open();
    const dying = countingJob('ingest');
    await (await start(database, [dying.job], false)).stop();
    await dying.run(1);
    // As a killed process leaves it: taken, and nobody shows a sign of life any more.
    await sql`
      update pgboss.job set state = 'active', completed_on = null, started_on = now() - interval '1 hour',
        heartbeat_on = now() - interval '1 hour', retry_delay = 0, retry_backoff = false
      where name = 'ingest'
    `.execute(database.db);
    const next = countingJob('ingest');
    await start(database, [next.job]);
    await next.run(1);
  });

  test('a job that fails is put back for another try', async () => {
    const database = await open();
    const failing = countingJob('ingest', () => Promise.reject(new Error('no luck')));
    const scheduler = await start(database, [failing.job], false);
    await failing.run(1);
    await scheduler.stop();
    expect(await ingestJobs(database)).toEqual([{ state: 'retry' }]);
  });

  test('a stop tells a running job to end and waits for it', async () => {
    const database = await open();
    const ended: string[] = [];
    const long = countingJob('ingest', async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      ended.push('ended');
    });
    const scheduler = await start(database, [long.job], false);
    await long.run(1);
    await scheduler.stop();
    expect(ended).toEqual(['ended']);
  });

  test('a job that a stop ended is queued again, however often, as if it had never begun', async () => {
    const database = await open();
    const ended = (signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    for (let stop = 1; stop <= 2; stop++) {
      const long = countingJob('ingest', ended);
      const scheduler = await start(database, [long.job], stop > 1);
      await long.run(1);
      await scheduler.stop();
    }
    const { rows } = await sql`
      select state, retry_count from pgboss.job where name = 'ingest' order by created_on desc limit 1
    `.execute(database.db);
    expect(rows).toEqual([{ state: 'created', retry_count: 0 }]);
    const last = countingJob('ingest');
    await start(database, [last.job]);
    await last.run(1);
  });

  test('forgets the schedule of a job that no longer exists, but not of one that another process does', async () => {
    const database = await open();
    const retired = { ...countingJob('ingest').job, name: 'digest' as Job['name'] };
    const jobs = [retired, countingJob('ingest').job, countingJob('refresh').job];
    await (await start(database, jobs)).stop();
    await start(database, jobs.slice(2));
    const { rows } = await sql<{ name: string }>`select name from pgboss.schedule order by name`.execute(
      database.db,
    );
    expect(rows).toEqual([{ name: 'ingest' }, { name: 'refresh' }]);
  });
});

describe('several processes on one server', () => {
  const { openWithUrl } = useServer();

  test('run a job once, not once each', async () => {
    const { database, url } = await openWithUrl();
    const other = await openServer({ url, logger });
    const gate = Promise.withResolvers<void>();
    const one = countingJob('ingest', () => gate.promise);
    const two = countingJob('ingest', () => gate.promise);
    await Promise.all([start(database, [one.job], false), start(other, [two.job], false)]);
    await Promise.race([one.run(1), two.run(1)]);
    const { rows } = await sql<{
      jobs: number;
    }>`select count(*)::integer as jobs from pgboss.job where name = 'ingest'`.execute(other.db);
    expect(rows).toEqual([{ jobs: 1 }]);
    gate.resolve();
    for (const scheduler of started.splice(0)) await scheduler.stop();
    expect(one.runs() + two.runs()).toBe(1);
    await other.close();
  });
});
