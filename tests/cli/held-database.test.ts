import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import { lockDirectory } from '../../db/directory-lock.ts';
import { ensureSource } from '../../db/queries/sources.ts';
import { readConfig } from '../../src/config.ts';
import { controlSocketPath } from '../../src/control/control-path.ts';
import { createControlServer } from '../../src/control/control-server.ts';
import { castVote } from '../../src/labels/votes.ts';
import type { Services } from '../../src/services.ts';
import { addCard, addModel, addSongs, leaning, videoId } from '../support/fixtures.ts';
import { runChild, start } from './child.ts';
import { temporaryDirectory } from './directory.ts';
import { servicesOn } from './services.ts';

const logger = pino({ level: 'silent' });
const now = () => new Date('2026-03-01T00:00:00Z');

describe('a command line beside a process that takes no commands', () => {
  async function lock(controlSocket: string) {
    const dataDir = await temporaryDirectory();
    const holder = { pid: process.pid, since: '2026-03-01T00:00:00.000Z', controlSocket };
    const held = lockDirectory(dataDir, holder);
    onTestFinished(() => held.release());
    return { dataDir, settings: { DATA_DIR: dataDir } };
  }

  test.each([
    ['a bot that is starting', controlSocketPath('/nonexistent'), /may still be starting/],
    ['another command', '', /command like this one/],
  ])('%s: says who it is, changes nothing and exits with 4', async (_, controlSocket, reason) => {
    const { dataDir, settings } = await lock(controlSocket);
    const file = join(dataDir, 'songs.csv');
    const { code, stdout, stderr } = await runChild(['export', file], settings);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(`process ${process.pid} since 2026-03-01T00:00:00.000Z`);
    expect(stderr).toMatch(reason);
    expect(stderr).toContain('Nothing was changed');
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
    const json = await runChild(['stats', '--json'], settings);
    expect(json).toMatchObject({ code: 4, stderr: '' });
    expect(JSON.parse(json.stdout).error).toMatchObject({ name: 'HolderUnreachableError', exitCode: 4 });
  });

  test('a holder that has not written itself down', async () => {
    const { dataDir, settings } = await lock('');
    await rm(join(dataDir, 'pg.holder.json'));
    const { code, stderr } = await runChild(['stats'], settings);
    expect(code).toBe(4);
    expect(stderr).toContain('in use by another process');
  });
});

describe('a command line beside a process that holds the embedded database', () => {
  let dataDir = '';
  let database: Database;

  // Making an embedded database takes seconds, so the tests share one, and each empties it.
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'moodring-held-'));
    const controlSocket = controlSocketPath(dataDir);
    database = await connect({ databaseUrl: undefined, dataDir, controlSocket, logger, now });
  });
  afterAll(async () => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** This process as the bot that holds the database and takes commands. */
  async function hold(overrides: Partial<Services> = {}, options: { readonly release?: string } = {}) {
    await sql`truncate songs, models, sources, runs, quota restart identity cascade`.execute(database.db);
    const services = servicesOn(database, overrides);
    const path = controlSocketPath(dataDir);
    const server = createControlServer({ services, config: readConfig({}), logger, path, ...options });
    await server.start();
    onTestFinished(async () => {
      await server.stop();
      await services.stop();
    });
    return { settings: { DATA_DIR: dataDir } };
  }

  test('has its commands run there, and sees what that process has just done', async () => {
    const { settings } = await hold();
    const { db } = database;
    await addSongs(db, 2);
    await addModel(db, { [videoId(1)]: leaning('angry', 0.7) });
    await addCard(db, videoId(1), 'message');
    await castVote({ db, logger }, { messageId: 'message', voterId: 'member', mood: 'angry' });

    const stats = await runChild(['stats', '--json'], settings);
    expect(stats).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(stats.stdout)).toMatchObject({
      songs: { total: 2 },
      labelled: { angry: 1 },
      votes: { total: 1, onCards: 1, voters: 1 },
    });

    const file = join(await temporaryDirectory(), 'songs.csv');
    const exported = await runChild(['export', file], settings);
    expect(exported).toMatchObject({ code: 0, stdout: 'Exported 2 songs.\n' });
    expect(exported.stderr).not.toContain('Process');
    const csv = await readFile(file, 'utf8');
    expect(csv).toContain(`${videoId(1)},Song 1,angry,t,,angry\n`);

    await writeFile(file, csv.replace(`${videoId(2)},Song 2,,f`, `${videoId(2)},Song 2,chill|sad,t`));
    const imported = await runChild(['import', file, '--json'], settings);
    expect(imported.code).toBe(0);
    // The row that says what the label says is no vote of its own.
    expect(JSON.parse(imported.stdout)).toMatchObject({ songs: 0, votes: 1, unchanged: 1 });
    const piped = await runChild(['import'], settings, csv.replace('Song 2', 'Song 2 again'));
    expect(piped).toMatchObject({ code: 0, stdout: expect.stringContaining('1 vote changed') });
    const votes = await db
      .selectFrom('votes')
      .select(['voter_id', 'mood'])
      .orderBy('voter_id', 'desc')
      .execute();
    expect(votes).toEqual([{ voter_id: 'member', mood: 'angry' }]);
  });

  test('tells errors and exits as if it had run them itself', async () => {
    const { settings } = await hold();
    const mood = await runChild(['mood', 'sad', '--json'], settings);
    expect(mood.code).toBe(2);
    expect(JSON.parse(mood.stdout).error).toMatchObject({ name: 'UserError', id: 'empty-catalogue' });
    const refused = await runChild(
      ['import'],
      settings,
      'video_id,title,moods,labeled,description\nx,y,,f,\n',
    );
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('line 2: "x" is not'),
    });
    const ingest = await runChild(['ingest'], settings);
    expect(ingest).toMatchObject({ code: 3, stderr: expect.stringContaining('YOUTUBE_API_KEY: expected') });
  });

  test('has sources managed, songs refreshed and itself examined there', async () => {
    const { settings } = await hold();
    const added = await runChild(['sources', 'add', 'rainy', 'lofi', '--json'], settings);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(added.stdout)).toMatchObject({ outcome: 'added', source: { query: 'rainy lofi' } });
    const handle = await runChild(['sources', 'add', '@nobody', '--json'], settings);
    expect(handle.code).toBe(2);
    expect(JSON.parse(handle.stdout).error).toMatchObject({ name: 'UserError', id: 'no-youtube-key' });
    expect(await runChild(['sources', 'pause', 'rainy lofi'], settings)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the search "rainy lofi" is paused'),
    });
    const list = await runChild(['sources', 'list'], settings);
    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(/^1 +search +"rainy lofi" .* paused$/m);
    expect(list.stdout).toContain('Without YOUTUBE_API_KEY');

    await addSongs(database.db, 1, () => ({
      origin: 'youtube',
      fetched_at: new Date('2026-01-01T00:00:00Z'),
    }));
    const sick = await runChild(['doctor', '--json'], settings);
    expect(sick.code).toBe(1);
    expect(JSON.parse(sick.stdout).findings).toContainEqual(expect.objectContaining({ state: 'bad' }));
    const refreshed = await runChild(['refresh', '--json'], settings);
    expect(refreshed.code).toBe(0);
    expect(JSON.parse(refreshed.stdout)).toMatchObject({ expired: 1, hasKey: false });
    expect((await runChild(['doctor'], settings)).code).toBe(0);
  });

  test('of another version is refused by name', async () => {
    const { settings } = await hold({}, { release: '0.0.1' });
    const { code, stdout, stderr } = await runChild(['stats'], settings);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/running bot is version 0\.0\.1.*Restart the bot/);
  });

  test('ends the command there on Ctrl+C and shows how far it came', async () => {
    const asked = Promise.withResolvers<void>();
    const none = () => Promise.reject(new Error('not asked for in this test'));
    const { settings } = await hold({
      youtube: {
        async search(_query, { signal } = {}) {
          asked.resolve();
          if (signal?.aborted !== true) await once(signal ?? new EventTarget(), 'abort');
          throw signal?.reason;
        },
        videos: none,
        playlistItems: none,
        channel: none,
      },
    });
    await ensureSource(database.db, { kind: 'search', query: 'lofi' });
    const { child, done } = start(['ingest', '--json'], settings);
    const finished = done();
    await asked.promise;
    child.kill('SIGINT');
    const { code, stdout, stderr } = await finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ found: 0, stoppedBy: 'cancelled' });
    expect(stderr).toContain('Stopping');
  });

  test('ends at once on a second Ctrl+C', async () => {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<never>();
    const never = () => released.promise;
    const search = () => {
      asked.resolve();
      return released.promise;
    };
    const { settings } = await hold({
      youtube: { search, videos: never, playlistItems: never, channel: never },
    });
    await ensureSource(database.db, { kind: 'search', query: 'lofi' });
    const { child, done } = start(['ingest'], settings);
    const finished = done();
    await asked.promise;
    // What follows within half a second counts as the same one.
    const pressing = setInterval(() => child.kill('SIGINT'), 100);
    const { code, stdout } = await finished;
    clearInterval(pressing);
    released.reject(new Error('the test is over'));
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });

  test('whose reader has seen enough ends without a complaint', async () => {
    const { settings } = await hold();
    await addSongs(database.db, 2_000, () => ({ description: 'long '.repeat(100) }));
    const { child } = start(['export'], settings);
    child.stderr.resume();
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});
