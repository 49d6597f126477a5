import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { declineVideo } from '../../db/queries/declined-videos.ts';
import { finishRun, startRun } from '../../db/queries/runs.ts';
import { ensureSource } from '../../db/queries/sources.ts';
import { createQuotaLedger } from '../../src/catalogue/quota/quota-ledger.ts';
import { InterruptedError } from '../../src/cli/errors/interrupted-error.ts';
import { castVote } from '../../src/labels/votes.ts';
import { MOODS } from '../../src/moods.ts';
import { describeEachDatabase, useEmbedded, useServer } from '../support/databases.ts';
import { addCard, addModel, addSongs, latestModels, leaning, videoId } from '../support/fixtures.ts';
import { openYouTube } from '../support/youtube-client.ts';
import { type Fault, QUOTA_EXCEEDED } from '../support/youtube-server.ts';
import { temporaryDirectory } from './directory.ts';
import { run } from './run.ts';
import { servicesOn } from './services.ts';

const HEADER = 'video_id,title,moods,labeled,description\n';

describeEachDatabase('the command line', (open) => {
  test('mood prints title, channel, address, licence and why', async () => {
    const database = await open();
    await addSongs(database.db, 3, () => ({ artist: 'Somebody', attribution: 'Credit Somebody' }));
    await addModel(database.db, { [videoId(2)]: leaning('chill', 0.8) });
    const services = servicesOn(database);
    const { code, stdout, stderr } = await run(['mood', 'chill'], { services });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Song 2 by Somebody');
    expect(stdout).toContain('A channel');
    expect(stdout).toContain('https://www.youtube.com/watch?v=song0000002');
    expect(stdout).toContain('CC BY 4.0, credit: Credit Somebody');
    expect(stdout).toContain('Why: 80 % chill; no votes yet');
    const json = await run(['mood', 'chill', '--count', '3', '--json'], { services });
    expect(JSON.parse(json.stdout)).toMatchObject({
      mood: 'chill',
      songs: [{ videoId: videoId(2), license: 'CC BY 4.0', why: { allVoters: 0, confidence: 0.8 } }],
    });
    const cards = await database.db.selectFrom('cards').selectAll().execute();
    expect(cards).toEqual([]);
  });

  test('stats counts songs, labels, votes, cards, the model, runs and sources', async () => {
    const database = await open();
    const { db } = database;
    await addSongs(db, 4, (n) => ({ origin: n === 1 ? 'youtube' : 'starter', available: n !== 4 }));
    const trainedAt = new Date('2026-01-01T00:00:00Z');
    await addModel(db, { [videoId(1)]: leaning('sad', 0.5) }, { trainedAt });
    await sql`update models set report = ${JSON.stringify({
      labels: { total: 7 },
      metrics: { accuracy: 0.5, macroF1: 0.4, logLoss: 1.25, calibrationError: 0.03 },
    })}::jsonb`.execute(db);
    await addCard(db, videoId(1), 'message');
    const services = servicesOn(database);
    for (const [voterId, mood] of [
      ['1', 'happy'],
      ['1', 'chill'],
      ['2', 'chill'],
    ] as const) {
      await castVote({ db, logger: services.logger }, { messageId: 'message', voterId, mood });
    }
    await ensureSource(db, { kind: 'playlist', query: 'PL1' });
    const runId = await startRun(db, 'ingest', new Date('2026-02-01T00:00:00Z'));
    await finishRun(db, runId, { status: 'done', outcome: { added: 3 } }, new Date('2026-02-01T00:01:00Z'));

    const { code, stdout } = await run(['stats', '--json'], { services });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      songs: { total: 4, available: 3, byOrigin: { starter: 2, youtube: 1, import: 0 } },
      labelled: { happy: 0, 'in-love': 0, sad: 0, 'confident-sassy': 0, chill: 1, angry: 0 },
      votes: { total: 3, onCards: 3, voters: 2 },
      cards: 1,
      model: {
        modelId: 1,
        trainedAt: '2026-01-01T00:00:00.000Z',
        activatedAt: '2026-01-01T00:00:01.000Z',
        figures: { labels: 7, accuracy: 0.5, macroF1: 0.4, logLoss: 1.25, calibrationError: 0.03 },
      },
      runs: {
        ingest: {
          status: 'done',
          startedAt: '2026-02-01T00:00:00.000Z',
          finishedAt: '2026-02-01T00:01:00.000Z',
          outcome: { added: 3 },
          error: null,
        },
        refresh: null,
        retrain: null,
      },
      sources: [
        { kind: 'playlist', query: 'PL1', name: 'PL1', enabled: true, songs: 0, units: 0, lastRunAt: null },
      ],
    });
    const plain = await run(['stats'], { services });
    expect(plain.stdout).toMatch(/^songs +4, 3 available$/m);
    expect(plain.stdout).toMatch(/^ +accuracy +50\.0 %$/m);
    expect(plain.stdout).toMatch(/^last ingest +2026-02-01 00:00 UTC, done$/m);
    expect(plain.stdout).toMatch(/^last retrain +never$/m);
  });

  test('stats works on an empty database', async () => {
    const { code, stdout } = await run(['stats'], { services: servicesOn(await open()) });
    expect(code).toBe(0);
    expect(stdout).toContain('none; songs are ranked by their votes');
  });

  test('what is exported comes back in by an import', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'songs.csv');
    const rows = [`${videoId(1)},"One, ""quoted""\nsong",chill|sad,t,😌`, `${videoId(2)},Two,,f,`];
    const first = servicesOn(await open());
    const imported = await run(['import', '--json'], {
      services: first,
      stdin: `${HEADER}${rows.join('\n')}\n`,
    });
    expect(imported.code).toBe(0);
    expect(JSON.parse(imported.stdout)).toEqual({
      songs: 2,
      votes: 1,
      unchanged: 0,
      waiting: 0,
      expired: { count: 0, lines: [] },
      declined: { count: 0, lines: [] },
    });
    const exported = await run(['export', file], { services: first });
    expect(exported).toMatchObject({ code: 0, stdout: 'Exported 2 songs.\n' });
    expect(await readdir(directory)).toEqual(['songs.csv']);
    const piped = await run(['export'], { services: first });
    expect(piped.stdout).toBe(await readFile(file, 'utf8'));

    const second = servicesOn(await open());
    const again = await run(['import', file, '--json'], { services: second });
    expect(again).toMatchObject({ code: 0, stdout: imported.stdout });
    expect((await run(['export'], { services: second })).stdout).toBe(piped.stdout);
  });

  test('an import lists every refused row with its line and takes nothing', async () => {
    const database = await open();
    const services = servicesOn(database);
    const stdin = `${HEADER}${videoId(1)},One,chill,t,\nshort,Two,chill,t,\n${videoId(3)},Three,grumpy,t,\n`;
    const { code, stdout, stderr } = await run(['import'], { services, stdin });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('2 rows cannot be taken');
    expect(stderr).toMatch(/^ {2}line 3: "short" is not/m);
    expect(stderr).toMatch(/^ {2}line 4: "grumpy" is not a mood; the moods are happy/m);
    const json = await run(['import', '--json'], { services, stdin });
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { name: 'ImportRefusedError', exitCode: 2, count: 2, rows: [{ line: 3 }, { line: 4 }] },
    });
    expect(await database.db.selectFrom('songs').selectAll().execute()).toEqual([]);
  });

  test('ingest brings new songs in and says how it went', async () => {
    const database = await open();
    const youtube = await openYouTube();
    try {
      const listedBy = ['PL1'];
      const long = { id: videoId(2), duration: 'PT1H', listedBy };
      youtube.server.setVideos([{ id: videoId(1), listedBy }, long]);
      await ensureSource(database.db, { kind: 'playlist', query: 'PL1' });
      const services = servicesOn(database, { youtube: youtube.client });
      const { code, stdout, stderr } = await run(['ingest', '--json'], { services });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({
        found: 2,
        known: 0,
        added: 1,
        updated: 0,
        duplicates: 0,
        leftOut: { 'too-long': 1 },
        units: { search: 0, read: 2 },
        skipped: 0,
        newSources: 0,
        refusedSources: [],
        ended: 'caught-up',
      });
      expect(stderr).toBe('Looking for songs\n');

      youtube.server.setVideos([
        { id: videoId(3), listedBy },
        { id: videoId(4), license: 'youtube', listedBy },
        long,
      ]);
      await database.db.updateTable('sources').set({ resting_until: null }).execute();
      await ensureSource(database.db, { kind: 'playlist', query: 'PLgone\u001b[2J' });
      const again = await run(['ingest'], { services });
      expect(again.code).toBe(0);
      expect(again.stdout).toMatch(/^Done: 1 new song\. There is nothing more to ask for now\.$/m);
      expect(again.stdout).toMatch(/^found +3 videos$/m);
      expect(again.stdout).toMatch(/^known before +1$/m);
      expect(again.stdout).toMatch(/^left out, not under a Creative Commons licence +1$/m);
      expect(again.stdout).toMatch(/^units spent +0 searches, 3 reads$/m);
      expect(again.stdout).toContain('YouTube refuses the source "PLgone [2J": playlistNotFound');

      youtube.server.failAlways('search', QUOTA_EXCEEDED);
      await ensureSource(database.db, { kind: 'search', query: 'jazz' });
      const spent = await run(['ingest'], { services });
      expect(spent.code).toBe(0);
      expect(spent.stdout).toContain(
        'allowance of searches is used up; it starts anew at 2026-03-01 08:00 UTC. What was found so far is saved.',
      );
    } finally {
      await youtube.server.close();
    }
  });

  test('ingest ends with its share of the budget, which a bar shows', async () => {
    const database = await open();
    const youtube = await openYouTube();
    try {
      youtube.server.setVideos(
        Array.from({ length: 120 }, (_, n) => ({ id: videoId(n), listedBy: ['PL1'] })),
      );
      await ensureSource(database.db, { kind: 'playlist', query: 'PL1' });
      // Of 30 reads 20 are kept for refreshing, and a fifth of the others is a run's share.
      const quota = createQuotaLedger({
        db: database.db,
        now: () => new Date('2026-03-01T00:00:00Z'),
        budgets: { search: 0, read: 30 },
      });
      const services = servicesOn(database, { youtube: youtube.client, quota });
      const { code, stdout, stderr } = await run(['ingest'], { services });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Done: 50 new songs\. Its share of today’s budget is spent/);
      expect(stderr).toBe('Looking for songs 50 %\nLooking for songs 100 %\n');
    } finally {
      await youtube.server.close();
    }
  });

  test.each<[string, Fault, RegExp]>([
    [
      'an API that is not enabled',
      { kind: 'api', status: 403, reason: 'accessNotConfigured' },
      /^Stopped early: .*Enable "YouTube Data API v3"/,
    ],
    ['a page of a proxy', { kind: 'page', status: 403, text: 'No' }, /^Stopped early: .*HTTP 403 without/],
    ['too many requests', { kind: 'api', status: 429 }, /^Stopped early: .*too many requests at once\. What/],
    ['a broken connection', { kind: 'reset' }, /^Stopped early: .*\(network\).*[^.]\. What was found so far/],
  ])('ingest says what to do about %s', async (_name, fault, sentence) => {
    const database = await open();
    const youtube = await openYouTube();
    try {
      await ensureSource(database.db, { kind: 'search', query: 'lofi' });
      youtube.server.failAlways('search', fault);
      const services = servicesOn(database, { youtube: youtube.client });
      const { code, stdout } = await run(['ingest'], { services });
      expect(code).toBe(1);
      expect(stdout).toMatch(sentence);
      expect(stdout).not.toContain('cannot be reached');
    } finally {
      await youtube.server.close();
    }
  });

  test('ingest ends cleanly when it is interrupted', async () => {
    const database = await open();
    const youtube = await openYouTube();
    const interrupt = new AbortController();
    try {
      for (const query of ['one', 'two']) await ensureSource(database.db, { kind: 'search', query });
      youtube.server.setVideos([{ id: videoId(1) }]);
      const services = servicesOn(database, {
        youtube: youtube.client,
        predictSongs: async () => interrupt.abort(new Error('Ctrl+C')),
      });
      const { code, stdout } = await run(['ingest'], { services, signal: interrupt.signal });
      expect(code).toBe(130);
      expect(stdout).toContain('Stopped as asked');
      const [job] = await database.db.selectFrom('runs').select(['status', 'outcome']).execute();
      expect(job).toMatchObject({ status: 'done', outcome: { added: 1, stoppedBy: 'cancelled' } });
    } finally {
      await youtube.server.close();
    }
  });
});

describe('the command line', () => {
  const open = useEmbedded();

  test('retrain shows old against new', async () => {
    const database = await open();
    const services = servicesOn(database);
    const words = ['party', 'kiss', 'tears', 'boss', 'lofi', 'rage'];
    const rows = Array.from(
      { length: 60 },
      (_, n) => `${videoId(n)},${words[n % 6]} ${n},${MOODS[n % 6]},t,${words[n % 6]}`,
    );
    await run(['import'], { services, stdin: `${HEADER}${rows.join('\n')}\n` });
    try {
      const first = await run(['retrain', '--json'], { services });
      expect(first.code).toBe(0);
      expect(JSON.parse(first.stdout)).toMatchObject({
        modelId: 1,
        activated: true,
        labels: 60,
        champion: null,
      });
      expect(services.activeModel.current()?.modelId).toBe(1);
      const second = await run(['retrain'], { services });
      expect(second.code).toBe(0);
      expect(second.stdout).toContain('model 2 is in use now');
      expect(second.stdout).toMatch(/^ +old +new$/m);
      expect(second.stdout).toMatch(/^labels used +60 +60$/m);
      expect(second.stdout).toMatch(/^accuracy( +[\d.]+ %){2}$/m);
      expect(second.stderr).toContain('Learning');
    } finally {
      await services.stop();
    }
  });

  test.each(['retrain', 'model rollback', 'report'])(
    '%s ends on Ctrl+C, and nothing has changed',
    async (command) => {
      const services = servicesOn(await open());
      const rows = Array.from(
        { length: 60 },
        (_, n) => `${videoId(n)},Song ${n},${MOODS[n % 6]},t,word${n % 6}`,
      );
      await run(['import'], { services, stdin: `${HEADER}${rows.join('\n')}\n` });
      const interrupt = new AbortController();
      const press = () => interrupt.abort(new InterruptedError());
      const end = async (_request: unknown, _onProgress: unknown, signal?: AbortSignal): Promise<never> => {
        press();
        signal?.throwIfAborted();
        throw new Error('the work was not told');
      };
      const predict = async (_artefact: unknown, texts: readonly unknown[]) => {
        press();
        return texts.map(() => leaning('sad', 0.9));
      };
      const trainer = { ...services.trainer, train: end, learningCurve: end, predict };
      try {
        await run(['retrain'], { services });
        await run(['retrain'], { services });
        const models = await latestModels(services.database.db);
        const { code, stderr } = await run(command.split(' '), {
          services: { ...services, trainer },
          signal: interrupt.signal,
        });
        expect({ code, said: stderr.split('\n').at(-2) }).toEqual({
          code: 130,
          said: 'Stopped before it was done.',
        });
        expect(await latestModels(services.database.db)).toEqual(models);
      } finally {
        await services.stop();
      }
    },
  );

  test('retrain says when there is not enough to learn from', async () => {
    const services = servicesOn(await open());
    try {
      const { code, stdout } = await run(['retrain', '--json'], { services });
      expect(code).toBe(2);
      expect(JSON.parse(stdout).error).toMatchObject({ name: 'UserError', id: 'too-few-labels' });
    } finally {
      await services.stop();
    }
  });

  test('mood says when there is no song', async () => {
    const { code, stdout, stderr } = await run(['mood', 'sad'], { services: servicesOn(await open()) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('no song for “Sad”');
  });

  test.each([
    ['ingest', 'YOUTUBE_API_KEY'],
    ['register', 'DISCORD_TOKEN'],
  ])('%s says that it needs %s', async (command, variable) => {
    const services = servicesOn(await open());
    const { code, stdout, stderr } = await run([command], { services });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(new RegExp(`${variable}: expected .+, got nothing`));
  });

  test('an unexpected failure is told and exits with 1', async () => {
    const broken = servicesOn(await open(), {
      random: () => {
        throw new Error('no dice');
      },
    });
    await addSongs(broken.database.db, 1);
    await addModel(broken.database.db, { [videoId(1)]: leaning('sad', 0.9) });
    const { code, stdout } = await run(['mood', 'sad', '--json'], { services: broken });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { name: 'Error', message: 'no dice', exitCode: 1 } });
  });

  test('text from elsewhere cannot steer the terminal', async () => {
    const database = await open();
    await addSongs(database.db, 1, () => ({ title: 'One\u001b[2J\r\n\u202eTwo' }));
    await addModel(database.db, { [videoId(1)]: leaning('sad', 0.9) });
    const { stdout } = await run(['mood', 'sad'], { services: servicesOn(database) });
    expect(stdout).toContain('One [2J Two\n');
  });

  test('an export that fails leaves the file of before', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'songs.csv');
    await writeFile(file, 'before');
    const database = await open();
    await database.db.schema.dropTable('tallies').execute();
    const { code } = await run(['export', file], { services: servicesOn(database) });
    expect(code).toBe(1);
    expect(await readFile(file, 'utf8')).toBe('before');
    expect(await readdir(directory)).toEqual(['songs.csv']);
  });

  test.each([
    ['import', /Cannot read .*absent\/songs\.csv: no such file or directory/],
    ['export', /Cannot write .*absent\/songs\.csv: no such file or directory/],
  ])('%s tells of a file that cannot be opened before anything else', async (command, problem) => {
    const file = join(await temporaryDirectory(), 'absent', 'songs.csv');
    const open = () => Promise.reject(new Error('the database was opened'));
    const { code, stderr } = await run([command, file], { open });
    expect(code).toBe(2);
    expect(stderr).toMatch(problem);
  });

  test('an import that waits for its text can be interrupted', async () => {
    const database = await open();
    const interrupt = new AbortController();
    async function* typing() {
      yield Buffer.from(`${HEADER}${videoId(1)},One,sad,t,\n`);
      interrupt.abort(new InterruptedError());
      await new Promise(() => {});
    }
    const options = { stdin: Readable.from(typing()), signal: interrupt.signal };
    const { code, stdout, stderr } = await run(['import'], { services: servicesOn(database), ...options });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('Stopped before it was done');
    expect(await database.db.selectFrom('songs').selectAll().execute()).toEqual([]);
  });

  test('an import refuses text that is not UTF-8', async () => {
    const stdin = Buffer.from(`${HEADER}${videoId(1)},Caf\u00e9,sad,t,\n`, 'latin1');
    const { code, stderr } = await run(['import'], { services: servicesOn(await open()), stdin });
    expect(code).toBe(2);
    expect(stderr).toMatch(/it is not UTF-8 text; save it as UTF-8: in Excel/);
  });

  test('an import says what waits, what was too old and what was declined', async () => {
    const database = await open();
    await declineVideo(database.db, videoId(3), new Date());
    const rows = [
      `${videoId(1)},,sad,t,,`,
      `${videoId(2)},Old,sad,t,,2020-01-01`,
      `${videoId(3)},No,sad,t,,`,
    ];
    const stdin = `${HEADER.trim()},fetched_at\n${rows.join('\n')}\n`;
    const { code, stdout } = await run(['import'], { services: servicesOn(database), stdin });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Imported: 0 new songs, 2 votes changed, 0 rows without news\.$/m);
    expect(stdout).toMatch(/^2 songs without a title here and in the file: the next "ingest"/m);
    expect(stdout).toMatch(/^1 row whose texts from YouTube are too old to be kept; .*\(line 3\)\.$/m);
    expect(stdout).toMatch(/^1 row left out, because moderators declined the song \(line 4\)\.$/m);
  });

  test('an export has texts of the API only when asked', async () => {
    const database = await open();
    await addSongs(database.db, 1, () => ({ origin: 'youtube', fetched_at: new Date('2026-03-01') }));
    const services = servicesOn(database);
    expect((await run(['export'], { services })).stdout).toContain(`\n${videoId(1)},,,f,,`);
    expect((await run(['export', '--with-texts'], { services })).stdout).toContain(
      `\n${videoId(1)},Song 1,,f,,,2026-03-01T00:00:00.000Z`,
    );
  });

  test('wrong settings are told and exit with 3', async () => {
    const { code, stderr } = await run(['stats'], { env: { PORT: 'x' } });
    expect(code).toBe(3);
    expect(stderr).toContain('PORT: expected');
  });

  test('a server that cannot be reached exits with 4 and shows no password', async () => {
    const env = { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/moodring' };
    const { code, stdout, stderr } = await run(['stats', '--json'], { env });
    expect(code).toBe(4);
    expect(JSON.parse(stdout).error.name).toBe('DatabaseUnavailableError');
    expect(stdout + stderr).not.toContain('secret');
  });
});

describe('the command line with DATABASE_URL', () => {
  const { openWithUrl } = useServer();

  test('connects itself, and fills a database that is new', async () => {
    const { url } = await openWithUrl();
    const { code, stdout } = await run(['stats', '--json'], { env: { DATABASE_URL: url } });
    expect(code).toBe(0);
    const { songs, model } = JSON.parse(stdout);
    expect(songs.available).toBeGreaterThan(4_000);
    expect(model).not.toBeNull();
    expect(await run(['mood', 'happy'], { env: { DATABASE_URL: url } })).toMatchObject({ code: 0 });
  });
});
