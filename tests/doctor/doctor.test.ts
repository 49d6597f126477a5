import { type Insertable, type Kysely, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { DatabaseUnavailableError } from '../../db/errors/database-unavailable-error.ts';
import type { RunKind, RunsTable, Schema, SourcesTable } from '../../db/schema.ts';
import { createQuotaLedger, type QuotaBudgets } from '../../src/catalogue/quota/quota-ledger.ts';
import type { YouTubeClient } from '../../src/catalogue/youtube.ts';
import { doctor, type Finding } from '../../src/doctor/doctor.ts';
import { useEmbedded, useServer } from '../support/databases.ts';
import { addModel, addSongs } from '../support/fixtures.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const now = () => NOON;
const HOUR_MS = 3_600_000;

function hoursAgo(hours: number): Date {
  return new Date(NOON.getTime() - hours * HOUR_MS);
}

function daysAgo(days: number): Date {
  return hoursAgo(days * 24);
}

/** Looking must not cost quota. */
async function refuse(): Promise<never> {
  throw new Error('YouTube was asked');
}
const youtube: YouTubeClient = { search: refuse, videos: refuse, playlistItems: refuse, channel: refuse };

interface Given {
  readonly key?: boolean;
  readonly budgets?: QuotaBudgets;
}

async function findingsOf(
  database: Database,
  { key = true, budgets = { search: 100, read: 10_000 } }: Given = {},
): Promise<Finding[]> {
  const quota = createQuotaLedger({ db: database.db, now, budgets });
  const findings = await doctor({ database, quota, youtube: key ? youtube : undefined, now });
  // What is longer is cut in Discord.
  for (const { title, text } of findings) expect(text.length, `${title}: ${text}`).toBeLessThanOrEqual(300);
  return findings;
}

async function findingOf(database: Database, title: string, given: Given = {}): Promise<Finding | undefined> {
  return (await findingsOf(database, given)).find((finding) => finding.title === title);
}

type RunFields = Partial<Omit<Insertable<RunsTable>, 'kind' | 'outcome'>> & { readonly outcome?: object };

async function addRun(db: Kysely<Schema>, kind: RunKind, { outcome, ...fields }: RunFields): Promise<void> {
  const at = fields.finished_at ?? fields.started_at ?? hoursAgo(1);
  await db
    .insertInto('runs')
    .values({
      kind,
      status: 'done',
      started_at: at,
      finished_at: at,
      outcome: outcome === undefined ? null : JSON.stringify(outcome),
      ...fields,
    })
    .execute();
}

async function addSource(db: Kysely<Schema>, query: string, fields: Partial<Insertable<SourcesTable>>) {
  await db
    .insertInto('sources')
    .values({ kind: 'search', query, ...fields })
    .execute();
}

/** A catalogue in which nothing is amiss. */
async function fillHealthy(db: Kysely<Schema>): Promise<void> {
  await addSongs(db, 3, (n) => ({ origin: 'youtube', fetched_at: daysAgo(n), available: n > 1 }));
  await addSource(db, 'lofi', { recent_songs: 10, recent_units: 5 });
  await addSource(db, 'jazz', { enabled: false, last_error: 'quotaExceeded' });
  await addSource(db, 'polka', { removed: true, last_error: 'quotaExceeded' });
  await addModel(db, {});
  await sql`update models set trained_at = ${daysAgo(4)}::timestamptz`.execute(db);
  for (const kind of ['ingest', 'refresh', 'retrain'] as const) await addRun(db, kind, { outcome: {} });
}

describe('the doctor', () => {
  const open = useEmbedded();

  test('finds nothing amiss in a healthy bot', async () => {
    const database = await open();
    await fillHealthy(database.db);
    expect(await findingsOf(database)).toEqual([
      {
        state: 'good',
        title: 'Database',
        text: 'Embedded PostgreSQL with 2 songs; 1 other left the catalogue.',
      },
      { state: 'good', title: 'Model', text: expect.stringMatching(/^Model \d+ was trained 4 days ago\.$/) },
      {
        state: 'good',
        title: 'YouTube key',
        text: 'It is set, and the ingest run 60 minutes ago had no trouble with it.',
      },
      {
        state: 'good',
        title: 'YouTube budget',
        text: "Today's budget: 100 of 100 searches and 10,000 of 10,000 reads left, enough for about 400 more songs; it starts anew at 08:00 UTC.",
      },
      {
        state: 'good',
        title: 'Last ingest',
        text: 'It was done 60 minutes ago (2026-03-01 11:00 UTC).',
      },
      {
        state: 'good',
        title: 'Last refresh',
        text: 'It was done 60 minutes ago (2026-03-01 11:00 UTC).',
      },
      {
        state: 'good',
        title: 'Last retrain',
        text: 'It was done 60 minutes ago (2026-03-01 11:00 UTC).',
      },
      {
        state: 'good',
        title: 'Texts from YouTube',
        text: 'None is older than 30 days, and none is due for refreshing.',
      },
      { state: 'good', title: 'Sources', text: '1 enabled, 1 paused.' },
    ]);
  });

  test('tells a bot without a key what it lacks, and leaves out what needs one', async () => {
    const database = await open();
    await addSongs(database.db, 1);
    const findings = await findingsOf(database, { key: false });
    expect(findings.map(({ state, title }) => [state, title])).toEqual([
      ['good', 'Database'],
      ['warning', 'Model'],
      ['warning', 'YouTube key'],
      ['good', 'Last refresh'],
      ['warning', 'Last retrain'],
      ['good', 'Texts from YouTube'],
      ['good', 'Sources'],
    ]);
    expect(findings.find(({ title }) => title === 'YouTube key')?.text).toBe(
      'None is set, so there is the starter catalogue only. Set YOUTUBE_API_KEY to get new songs.',
    );
  });

  test('warns of an empty catalogue', async () => {
    const database = await open();
    expect(await findingOf(database, 'Database')).toEqual({
      state: 'warning',
      title: 'Database',
      text: 'Embedded PostgreSQL with 0 songs.',
    });
  });

  test('says so when the database cannot be reached, and fails for any other reason', async () => {
    const database = await open();
    const failing = (error: Error): Database => ({
      ...database,
      kind: 'server',
      get db(): Database['db'] {
        throw error;
      },
    });
    const quota = createQuotaLedger({ db: database.db, now, budgets: { search: 1, read: 1 } });
    const ask = (error: Error) => doctor({ database: failing(error), quota, youtube, now });
    expect(await ask(new DatabaseUnavailableError('db.example:5432/moodring', new Error('refused')))).toEqual(
      [
        {
          state: 'bad',
          title: 'Database',
          text: 'It cannot be reached, so nothing else could be looked at. Does the PostgreSQL server run, and does DATABASE_URL name it?',
        },
      ],
    );
    await expect(ask(new Error('a bug'))).rejects.toThrow('a bug');
  });
});

describe('the doctor on the model', () => {
  const open = useEmbedded();

  test.each([
    [20, 'good'],
    [31, 'warning'],
  ])('that is %d days old: %s', async (days, state) => {
    const database = await open();
    await addModel(database.db, {});
    await sql`update models set trained_at = ${daysAgo(days)}::timestamptz`.execute(database.db);
    const finding = await findingOf(database, 'Model');
    expect(finding?.state).toBe(state);
    expect(finding?.text.includes('does not say why')).toBe(state === 'warning');
  });
});

describe('the doctor on the key', () => {
  const open = useEmbedded();
  const REFUSED =
    'YouTube refuses the API key (keyInvalid). Check YOUTUBE_API_KEY against the Google Cloud console.';

  test.each<[string, RunFields[], Finding['state'], string]>([
    ['was never tried', [], 'good', 'It is set; the first ingest run will try it.'],
    [
      'was refused',
      [{ status: 'failed', outcome: { stoppedBy: 'key' }, error: REFUSED, finished_at: hoursAgo(3) }],
      'bad',
      `It was refused 3 hours ago. ${REFUSED}`,
    ],
    [
      'was refused before the run that is under way',
      [
        { status: 'failed', outcome: { stoppedBy: 'key' }, error: REFUSED, finished_at: daysAgo(3) },
        { status: 'running', started_at: hoursAgo(0.1), finished_at: null },
      ],
      'bad',
      `It was refused 3 days ago. ${REFUSED}`,
    ],
    [
      'was refused once, and replaced',
      [{ status: 'failed', outcome: { stoppedBy: 'key' }, error: REFUSED }, { outcome: {} }],
      'good',
      'It is set, and the ingest run 60 minutes ago had no trouble with it.',
    ],
    [
      'could not be tried',
      [{ status: 'failed', outcome: { stoppedBy: 'network' }, error: 'YouTube gave no answer (timeout)' }],
      'warning',
      'It is set, but YouTube could not be asked 60 minutes ago. YouTube gave no answer (timeout).',
    ],
    [
      'was in a run that failed otherwise',
      [{ status: 'failed', outcome: {}, error: 'Unexpected: a bug' }],
      'good',
      'It is set; the last ingest run failed for another reason.',
    ],
    [
      'has spent its day',
      [{ outcome: { stoppedBy: 'quota' }, error: 'Spent.' }],
      'good',
      'It is set, and the ingest run 60 minutes ago had no trouble with it.',
    ],
  ])('that %s', async (_name, runs, state, text) => {
    const database = await open();
    for (const run of runs) await addRun(database.db, 'ingest', run);
    expect(await findingOf(database, 'YouTube key')).toEqual({ state, title: 'YouTube key', text });
  });
});

describe('the doctor on the budget', () => {
  const open = useEmbedded();

  test('a spent one is a day like others', async () => {
    const database = await open();
    const budgets = { search: 1, read: 20 };
    const quota = createQuotaLedger({ db: database.db, now, budgets });
    await quota.take('search');
    await quota.exhaust('search');
    expect((await findingOf(database, 'YouTube budget', { budgets }))?.state).toBe('good');
  });

  test.each([
    [['search'], 'lower YOUTUBE_SEARCHES_PER_DAY.'],
    [['read'], 'lower YOUTUBE_UNITS_PER_DAY.'],
    [['search', 'read'], 'lower YOUTUBE_SEARCHES_PER_DAY and YOUTUBE_UNITS_PER_DAY.'],
  ] as const)('YouTube gave less %j than that', async (buckets, advice) => {
    const database = await open();
    const quota = createQuotaLedger({ db: database.db, now, budgets: { search: 100, read: 10_000 } });
    for (const bucket of buckets) await quota.exhaust(bucket);
    const finding = await findingOf(database, 'YouTube budget');
    expect(finding?.state).toBe('warning');
    expect(finding?.text).toContain('YouTube says');
    expect(finding?.text.endsWith(advice)).toBe(true);
  });

  test.each([
    [20, 'good'],
    [19, 'warning'],
  ])('%d reads a day for a refresh that needs twenty: %s', async (read, state) => {
    const finding = await findingOf(await open(), 'YouTube budget', { budgets: { search: 0, read } });
    expect(finding?.state).toBe(state);
    expect(finding?.text.includes('raise YOUTUBE_UNITS_PER_DAY')).toBe(state === 'warning');
  });
});

describe('the doctor on runs', () => {
  const open = useEmbedded();

  test.each<[RunKind, string]>([
    ['ingest', 'Last ingest'],
    ['refresh', 'Last refresh'],
    ['retrain', 'Last retrain'],
  ])('of %s', async (kind, title) => {
    const database = await open();
    const { db } = database;
    // Something to refresh and something to retrain on, so that every job is wanted.
    await addSongs(db, 1, () => ({ origin: 'youtube', fetched_at: daysAgo(26) }));
    await addVotes(db, 10);
    const look = () => findingOf(database, title);
    expect(await look()).toEqual({
      state: 'warning',
      title,
      text: 'There was none yet. It comes by itself while the bot runs.',
    });
    await addRun(db, kind, { finished_at: hoursAgo(49) });
    expect(await look()).toEqual({
      state: 'warning',
      title,
      text: 'It was done 2 days ago (2026-02-27 11:00 UTC). There should be one every day: does the bot run all the time?',
    });
    await addRun(db, kind, { finished_at: hoursAgo(47) });
    expect(await look()).toMatchObject({ state: 'good' });
    await addRun(db, kind, { status: 'failed', error: 'Unexpected: disk full', finished_at: hoursAgo(2) });
    expect(await look()).toEqual({
      state: 'warning',
      title,
      text: 'It failed 2 hours ago (2026-03-01 10:00 UTC). Unexpected: disk full.',
    });
    await addRun(db, kind, { error: 'The run was cancelled.', finished_at: hoursAgo(0.5) });
    expect(await look()).toEqual({
      state: 'good',
      title,
      text: 'It ended early 30 minutes ago (2026-03-01 11:30 UTC). The run was cancelled.',
    });
    await addRun(db, kind, { status: 'running', started_at: hoursAgo(0.25), finished_at: null });
    expect(await look()).toEqual({
      state: 'good',
      title,
      text: 'It has been running since 2026-03-01 11:45 UTC.',
    });
    await sql`update runs set started_at = ${daysAgo(3)}::timestamptz where status = 'running'`.execute(db);
    expect(await look()).toMatchObject({ state: 'warning' });
  });

  test('a retrain may be long ago while there are few new votes', async () => {
    const database = await open();
    const { db } = database;
    await addSongs(db, 1);
    await addVotes(db, 9);
    await addRun(db, 'retrain', { finished_at: daysAgo(9) });
    expect(await findingOf(database, 'Last retrain')).toEqual({
      state: 'good',
      title: 'Last retrain',
      text: 'It was done 9 days ago (2026-02-20 12:00 UTC). 9 new votes since; it takes 10 for a retrain at night.',
    });
  });

  async function addVotes(db: Kysely<Schema>, count: number): Promise<void> {
    const { video_id } = await db.selectFrom('songs').select('video_id').executeTakeFirstOrThrow();
    const votes = Array.from({ length: count }, (_, n) => ({
      video_id,
      voter_id: `voter ${n}`,
      mood: 'happy' as const,
      card_id: null,
    }));
    await db.insertInto('votes').values(votes).execute();
  }
});

describe('the doctor on texts', () => {
  const open = useEmbedded();

  test.each<[string, number, object, Finding['state'], string]>([
    ['young', 24, {}, 'good', 'None is older than 30 days, and none is due for refreshing.'],
    ['due', 26, {}, 'good', 'None is older than 30 days; 2 songs are due for refreshing.'],
    [
      'too old',
      30.1,
      {},
      'bad',
      'The texts of 2 songs are older than the 30 days that YouTube allows. A refresh reads them anew, or erases them where it cannot.',
    ],
    [
      'erased in time',
      40,
      { title: '', available: false },
      'good',
      'None is older than 30 days; 2 songs are due for refreshing.',
    ],
    [
      'of another origin',
      40,
      { origin: 'import' },
      'good',
      'None is older than 30 days, and none is due for refreshing.',
    ],
  ])('that are %s', async (_name, days, fields, state, text) => {
    const database = await open();
    await addSongs(database.db, 2, () => ({ origin: 'youtube', fetched_at: daysAgo(days), ...fields }));
    expect(await findingOf(database, 'Texts from YouTube')).toEqual({
      state,
      title: 'Texts from YouTube',
      text,
    });
  });
});

describe('the doctor on sources', () => {
  const open = useEmbedded();

  test('warns where none is enabled, and where some cannot be read', async () => {
    const database = await open();
    const { db } = database;
    await addSource(db, 'jazz', { enabled: false });
    expect(await findingOf(database, 'Sources')).toMatchObject({
      state: 'warning',
      text: '0 enabled, 1 paused. New songs come only once there is one: add a source.',
    });
    await addSource(db, 'lofi', {});
    await addSource(db, 'polka', { last_error: 'playlistNotFound' });
    expect(await findingOf(database, 'Sources')).toMatchObject({
      state: 'warning',
      text: '2 enabled, 1 paused. 1 of the enabled could not be read lately; the list of sources says why.',
    });
  });
});

describe('the doctor on a server', () => {
  const { open } = useServer();

  test('finds the same in it', async () => {
    const database = await open();
    await fillHealthy(database.db);
    const findings = await findingsOf(database);
    expect(findings.map(({ state }) => state)).toEqual(Array(9).fill('good'));
    expect(findings[0]?.text).toMatch(/^A PostgreSQL server with 2 songs/);
  });
});
