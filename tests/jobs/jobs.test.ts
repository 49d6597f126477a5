import { afterEach, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { ensureSource } from '../../db/queries/sources.ts';
import { createQuotaLedger } from '../../src/catalogue/quota/quota-ledger.ts';
import { DEFAULT_SONG_RULES } from '../../src/catalogue/video-to-song.ts';
import type { YouTubeClient } from '../../src/catalogue/youtube.ts';
import { NotEnoughLabelsError } from '../../src/classifier/errors/not-enough-labels-error.ts';
import { type Job, type JobDependencies, jobsOf } from '../../src/jobs/jobs.ts';
import { RunCutShortError } from '../../src/jobs/run-cut-short-error.ts';
import type { Trainer } from '../../src/training/trainer.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, addSongs, latestModels, leaning } from '../support/fixtures.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { aSong, videoId } from '../support/songs.ts';
import { openYouTube } from '../support/youtube-client.ts';
import { QUOTA_EXCEEDED, type YouTubeServer } from '../support/youtube-server.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const DAY_MS = 86_400_000;
const CRON = '17 4 * * *';
const TRAINED_AT = Date.parse('2026-01-01T00:00:00Z');

const calm = new AbortController().signal;

let server: YouTubeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describeEachDatabase('the jobs', (open) => {
  async function scene(
    overrides: {
      readonly trainer?: Partial<Trainer>;
      readonly youtube?: YouTubeClient;
      readonly cron?: string;
    } = {},
  ) {
    const database = await open();
    const { trainer = {}, youtube, cron = CRON } = overrides;
    const log = createMemoryLog();
    const deps: JobDependencies = {
      database,
      youtube,
      quota: createQuotaLedger({ db: database.db, now: () => NOW, budgets: { search: 100, read: 10_000 } }),
      songRules: DEFAULT_SONG_RULES,
      logger: log.logger,
      now: () => NOW,
      trainer: {
        train: async () => ({ artefact: new Uint8Array([2]), report: REPORT, comparison: undefined }),
        predict: async (_artefact, texts) => texts.map(() => leaning('sad', 0.9)),
        learningCurve: () => Promise.reject(new Error('nothing is measured here')),
        stop: async () => {},
        ...trainer,
      },
      predictSongs: async () => {},
    };
    const jobs = jobsOf(deps, cron);
    return {
      database,
      log,
      names: jobs.map((job) => job.name),
      run(name: Job['name'], signal = calm) {
        const job = jobs.find((one) => one.name === name);
        if (job === undefined) throw new Error(`no ${name} job`);
        return job.run(signal);
      },
    };
  }

  /** The fake YouTube with one song that is due for a refresh and one source. */
  async function withYouTube(cron = CRON) {
    const youtube = await openYouTube();
    server = youtube.server;
    const it = await scene({ youtube: youtube.client, cron });
    await addDueSong(it.database, 26);
    await ensureSource(it.database.db, { kind: 'search', query: 'calm music' });
    return { ...it, youtube: youtube.server };
  }

  test.each([
    [9, []],
    [10, ['done']],
  ])('%i votes since the last training: retrains %j', async (votes, runs) => {
    const { database, log, run } = await scene();
    await addSongs(database.db, 1);
    await addModel(database.db, {}, { trainedAt: new Date(TRAINED_AT) });
    await addVotes(database, 5, new Date(TRAINED_AT - 1));
    await addVotes(database, votes, new Date(TRAINED_AT + 1));
    await run('retrain');
    expect((await latestRuns(database.db, 'retrain', 5)).map((one) => one.status)).toEqual(runs);
    const turnedDown = log.lines.filter((line) => line.msg === 'no retrain tonight: too few new votes');
    expect(turnedDown.map((line) => line.votes)).toEqual(runs.length === 0 ? [votes] : []);
  });

  test('too few labels are no failure, anything else is', async () => {
    const problems = [new NotEnoughLabelsError(1, ['chill']), new Error('out of memory')];
    const { database, log, run } = await scene({
      trainer: { train: () => Promise.reject(problems.shift()) },
    });
    await addSongs(database.db, 1);
    await addVotes(database, 10, NOW);
    await run('retrain');
    expect(await log.waitFor('a scheduled run was not needed')).toMatchObject([{ reason: 'too-few-labels' }]);
    await expect(run('retrain')).rejects.toThrow('out of memory');
  });

  test.each(['ingest', 'refresh', 'retrain'] as const)(
    'somebody at the same work is no failure: %s',
    async (name) => {
      const { database, log, run } = await withYouTube();
      await addVotes(database, 10, NOW);
      const locked = await database.tryLock(name, () => run(name));
      expect(locked.held).toBe(true);
      expect(await log.waitFor('a scheduled run was not needed')).toMatchObject([
        { reason: 'already-running' },
      ]);
      expect(await latestRuns(database.db, name, 1)).toEqual([]);
    },
  );

  test.each([
    ['ingest', 'search'],
    ['refresh', 'videos'],
  ] as const)(
    '%s: what the network cut short is tried again, a used-up quota is not',
    async (name, resource) => {
      const { database, youtube, run } = await withYouTube();
      youtube.failAlways(resource, { kind: 'api', status: 503 });
      const cut = run(name);
      await expect(cut).rejects.toBeInstanceOf(RunCutShortError);
      await expect(cut).rejects.toMatchObject({ job: name, stoppedBy: 'network' });
      youtube.failAlways(resource, QUOTA_EXCEEDED);
      await run(name);
      const [latest] = await latestRuns(database.db, name, 1);
      expect(latest).toMatchObject({ status: 'done', outcome: { stoppedBy: 'quota' } });
    },
  );

  test('refresh: models that are too old expire and are renewed, though the network is down', async () => {
    const { database, youtube, run } = await withYouTube();
    const { db } = database;
    const old = await addModel(db, {}, { trainedAt: new Date(TRAINED_AT) });
    await addModel(db, {}, { trainedAt: new Date(NOW.getTime() - 26 * DAY_MS) });
    youtube.failAlways('videos', { kind: 'api', status: 503 });
    const stopped = run('refresh', AbortSignal.abort(new Error('the process is stopping')));
    await expect(stopped).rejects.toBeInstanceOf(RunCutShortError);
    expect(await latestModels(db)).toMatchObject([{ status: 'active' }, { modelId: old, status: 'retired' }]);
    await expect(run('refresh')).rejects.toBeInstanceOf(RunCutShortError);
    expect((await latestModels(db)).map(({ status }) => status)).toEqual(['active', 'retired', 'expired']);
    expect(await latestRuns(db, 'retrain', 5)).toMatchObject([{ status: 'done' }]);
  });

  test('refresh: who suggested a song is forgotten after 30 days', async () => {
    const { database, run } = await scene();
    const suggestion = { channel_id: '1', guild_id: null, member_id: 'ada' };
    const made = [31, 29].map((days) => ({
      ...suggestion,
      video_id: videoId(days),
      created_at: new Date(NOW.getTime() - days * DAY_MS),
    }));
    await database.db.insertInto('suggestions').values(made).execute();
    await run('refresh');
    const left = await database.db.selectFrom('suggestions').select('video_id').execute();
    expect(left).toEqual([{ video_id: videoId(29) }]);
  });

  test('ingest: a run spends its part of what is left of the day, so that the runs until midnight get equal ones', async () => {
    const { youtube, database, run } = await withYouTube('0 * * * *');
    youtube.setVideos(
      Array.from({ length: 2_000 }, (_, n) => ({
        id: videoId(n),
        publishedAt: new Date(NOW.getTime() - (n + 1) * 60_000).toISOString(),
      })),
    );
    // At midnight UTC, eight hours before midnight Pacific time, with 100 searches left.
    await run('ingest');
    expect(youtube.calls('search')).toBe(Math.ceil(100 / 8));
    expect(await latestRuns(database.db, 'ingest', 1)).toMatchObject([
      { status: 'done', outcome: { ended: 'share-spent', units: { search: 13 } } },
    ]);
  });

  test.each(['ingest', 'refresh'] as const)('%s: what a stop cut short is tried again', async (name) => {
    const { run } = await withYouTube();
    const cut = run(name, AbortSignal.abort(new Error('the process is stopping')));
    await expect(cut).rejects.toBeInstanceOf(RunCutShortError);
    await expect(cut).rejects.toMatchObject({ job: name, stoppedBy: 'cancelled' });
  });

  test('without a YouTube key nothing is ingested, but text that is too old is erased', async () => {
    const { database, names, run } = await scene();
    expect(names).toEqual(['refresh', 'retrain']);
    await addDueSong(database, 31);
    await run('refresh');
    const songs = await database.db.selectFrom('songs').select(['title', 'available']).execute();
    expect(songs).toEqual([{ title: '', available: false }]);
  });

  test('with a key all three are done, ingest when it is set to', async () => {
    const { names } = await withYouTube();
    expect(names).toEqual(['ingest', 'refresh', 'retrain']);
  });
});

/** As little of a training report as a retrain looks at. */
const REPORT = { labels: { total: 1 }, metrics: { accuracy: 1 } } as Awaited<
  ReturnType<Trainer['train']>
>['report'];

async function addDueSong({ db }: Database, days: number): Promise<void> {
  const fetched_at = new Date(NOW.getTime() - days * DAY_MS);
  await insertNewSongs(db, [aSong({ video_id: videoId(1), fetched_at })], fetched_at);
}

/** Votes of as many members on the catalogue's first song. */
async function addVotes({ db }: Database, count: number, created_at: Date): Promise<void> {
  const { video_id } = await db.selectFrom('songs').select('video_id').executeTakeFirstOrThrow();
  const vote = { video_id, mood: 'chill' as const, card_id: null, created_at };
  const votes = Array.from({ length: count }, () => ({ ...vote, voter_id: crypto.randomUUID() }));
  await db.insertInto('votes').values(votes).execute();
}
