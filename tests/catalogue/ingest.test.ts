import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import type { Database } from '../../db/database.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { ensureSource, listSources } from '../../db/queries/sources.ts';
import {
  type IngestDeps,
  type IngestOptions,
  ingest,
  type PredictSongs,
} from '../../src/catalogue/ingest.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { markUnavailable } from '../support/fixtures.ts';
import { aSong, videoId } from '../support/songs.ts';
import { openYouTube } from '../support/youtube-client.ts';
import { type FakeVideo, QUOTA_EXCEEDED, type YouTubeServer } from '../support/youtube-server.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-03-01T00:00:00Z');

let server: YouTubeServer | undefined;
afterEach(() => server?.close());

interface Scene {
  readonly deps: IngestDeps;
  readonly database: Database;
  readonly youtube: YouTubeServer;
  readonly predicted: string[];
  /** Lets days go by. */
  pass(days: number): void;
  run(options?: IngestOptions): ReturnType<typeof ingest>;
}

async function scene(
  open: () => Promise<Database>,
  videos: readonly FakeVideo[],
  queries = ['chill'],
): Promise<Scene> {
  const database = await open();
  const youtube = await openYouTube();
  server = youtube.server;
  server.setVideos(videos);
  for (const query of queries) await ensureSource(database.db, { kind: 'search', query });
  const predicted: string[] = [];
  let time = START;
  const predictSongs: PredictSongs = async (ids) => {
    predicted.push(...ids);
  };
  const deps: IngestDeps = {
    database,
    youtube: youtube.client,
    logger: pino({ level: 'silent' }),
    now: () => new Date(time),
    predictSongs,
  };
  return {
    deps,
    database,
    youtube: youtube.server,
    predicted,
    pass: (days) => {
      time += days * DAY_MS;
    },
    run: (options) => ingest(deps, options),
  };
}

const numbered = (count: number, fields: Partial<FakeVideo> = {}) =>
  Array.from({ length: count }, (_, n) => ({ id: videoId(n), ...fields }));

const songIds = async ({ database }: Scene) => {
  const rows = await database.db.selectFrom('songs').select('video_id').orderBy('video_id').execute();
  return rows.map((row) => row.video_id);
};

describeEachDatabase('ingest', (open) => {
  test('brings what the sources name into the catalogue, with full text, and predicts it', async () => {
    const description = 'A long description. '.repeat(50);
    const it = await scene(open, numbered(60, { title: 'It&#39;s', description }));
    const outcome = await it.run();
    expect(outcome).toEqual({
      found: 60,
      added: 60,
      updated: 0,
      unchanged: 0,
      leftOut: {},
      calls: { search: 2, videos: 2, playlistItems: 0 },
      refusedSources: [],
    });
    const songs = await it.database.db.selectFrom('songs').selectAll().execute();
    expect(songs).toHaveLength(60);
    expect(songs[0]).toMatchObject({ title: "It's", description, origin: 'youtube', available: true });
    expect(songs[0]?.fetched_at).toEqual(new Date(START));
    expect(it.predicted.toSorted()).toEqual(await songIds(it));
    const [run] = await latestRuns(it.database.db, 'ingest', 1);
    expect(run).toMatchObject({ status: 'done', outcome, error: null, finished_at: new Date(START) });
  });

  test('asks no more for songs it has read lately', async () => {
    const it = await scene(open, numbered(10));
    await it.run();
    const again = await it.run();
    expect(again).toMatchObject({ added: 0, updated: 0, calls: { videos: 0 } });
    it.pass(26);
    it.youtube.setVideos(numbered(10, { publishedAt: new Date(START).toISOString(), title: 'Another' }));
    const later = await it.run();
    expect(later).toMatchObject({ found: 10, added: 0, updated: 10, unchanged: 0 });
    expect(it.predicted).toHaveLength(20);
  });

  test('leaves text of other origins, and songs that people took out, as they are', async () => {
    const it = await scene(open, numbered(3));
    await insertNewSongs(
      it.database.db,
      [
        aSong({ video_id: videoId(0), origin: 'starter', title: 'Fact', fetched_at: null }),
        aSong({ video_id: videoId(1), fetched_at: new Date(START - 27 * DAY_MS) }),
      ],
      new Date(START),
    );
    await markUnavailable(it.database.db, [videoId(0), videoId(1)]);
    expect(await it.run()).toMatchObject({ found: 3, added: 1, updated: 1, unchanged: 1 });
    const out = await it.database.db
      .selectFrom('songs')
      .select(['video_id', 'title', 'origin'])
      .where('available', '=', false)
      .orderBy('video_id')
      .execute();
    expect(out).toMatchObject([
      { video_id: videoId(0), title: 'Fact', origin: 'starter' },
      { video_id: videoId(1), origin: 'youtube' },
    ]);
  });

  test('counts what it leaves out, each reason by itself', async () => {
    const listedBy = ['PLx'];
    const it = await scene(open, [], []);
    await ensureSource(it.database.db, { kind: 'playlist', query: 'PLx' });
    it.youtube.setVideos([
      { id: videoId(1), listedBy },
      { id: videoId(2), listedBy, license: 'youtube' },
      { id: videoId(3), listedBy, license: 'youtube' },
      { id: videoId(4), listedBy, embeddable: false },
      { id: videoId(5), listedBy, privacyStatus: 'unlisted' },
      { id: videoId(6), listedBy, privacyStatus: 'private' },
      { id: videoId(7), listedBy, liveBroadcastContent: 'live' },
      { id: videoId(8), listedBy, duration: null },
    ]);
    const outcome = await it.run();
    expect(outcome).toMatchObject({ found: 8, added: 1, updated: 0, unchanged: 0 });
    expect(outcome.leftOut).toEqual({
      'not-creative-commons': 2,
      'not-embeddable': 1,
      'not-public': 1,
      gone: 1,
      live: 1,
      'no-duration': 1,
    });
    expect(outcome.calls).toEqual({ search: 0, videos: 1, playlistItems: 1 });
  });

  test('follows a channel by its uploads', async () => {
    const it = await scene(open, [{ id: videoId(1), listedBy: ['UUabc'] }], []);
    await ensureSource(it.database.db, { kind: 'channel', query: 'UCabc' });
    expect(await it.run()).toMatchObject({ added: 1 });
  });

  test('reads a video once, however many sources name it', async () => {
    const it = await scene(open, numbered(5), ['one', 'two']);
    expect(await it.run()).toMatchObject({
      found: 5,
      added: 5,
      unchanged: 0,
      calls: { search: 2, videos: 1 },
    });
  });

  test('takes as many pages as it is told, and not those of disabled sources', async () => {
    const it = await scene(open, numbered(500), ['one', 'off']);
    await it.database.db.updateTable('sources').set({ enabled: false }).where('query', '=', 'off').execute();
    expect((await it.run({ pagesPerSource: 3 })).calls.search).toBe(3);
    expect(it.youtube.requests.some(({ query }) => query.get('q') === 'off')).toBe(false);
  });

  test('looks at the newest uploads and at another part of the past when it comes again', async () => {
    const it = await scene(open, numbered(3));
    await it.run();
    it.pass(1);
    await it.run();
    const [, newest, past] = it.youtube.requests.filter(({ resource }) => resource === 'search');
    expect(newest?.query.get('order')).toBe('date');
    expect(past?.query.get('publishedBefore')).not.toBeNull();
  });

  test('tells how far it is', async () => {
    const it = await scene(open, numbered(2), ['one', 'two']);
    const onProgress = vi.fn();
    await it.run({ onProgress });
    expect(onProgress.mock.calls).toEqual([
      [{ source: 'one', done: 1, total: 2, found: 2, added: 2 }],
      [{ source: 'two', done: 2, total: 2, found: 2, added: 2 }],
    ]);
  });

  test.each([
    ['quota', 'done', QUOTA_EXCEEDED, /allowance of searches is used up/],
    ['key', 'failed', { kind: 'api', status: 400, reason: 'keyInvalid' }, /refuses the API key/],
    ['network', 'failed', { kind: 'reset' }, /No usable answer/],
    ['network', 'failed', { kind: 'api', status: 429 }, /left alone/],
  ] as const)(
    'ends cleanly on %s (%s), keeping what was saved',
    async (stoppedBy, status, fault, sentence) => {
      const it = await scene(open, [{ id: videoId(1), listedBy: ['one'] }], ['one', 'two', 'three']);
      it.youtube.setVideos([
        { id: videoId(1), listedBy: ['one'] },
        { id: videoId(3), listedBy: ['three'] },
      ]);
      const outcome = await it.run({
        onProgress: ({ done }) => {
          if (done === 1) it.youtube.failAlways('search', fault);
        },
      });
      expect(outcome).toMatchObject({
        added: 1,
        stoppedBy,
        stopSentence: expect.stringMatching(sentence),
      });
      expect(await songIds(it)).toEqual([videoId(1)]);
      const [run] = await latestRuns(it.database.db, 'ingest', 1);
      expect(run).toMatchObject({ status, outcome, error: expect.stringMatching(sentence) });

      // The next run begins with those that had no turn.
      it.youtube.failAlways('search', undefined);
      expect((await listSources(it.database.db, true)).map(({ query }) => query)).toEqual([
        'two',
        'three',
        'one',
      ]);
      expect(await it.run()).toMatchObject({ added: 1 });
    },
  );

  test('goes on with playlists and channels when the searches of the day are used up', async () => {
    const it = await scene(open, [], ['one', 'two']);
    await ensureSource(it.database.db, { kind: 'playlist', query: 'PLx' });
    await ensureSource(it.database.db, { kind: 'channel', query: 'UCabc' });
    it.youtube.setVideos([
      { id: videoId(1), listedBy: ['PLx'] },
      { id: videoId(2), listedBy: ['UUabc'] },
    ]);
    it.youtube.failAlways('search', QUOTA_EXCEEDED);
    expect(await it.run()).toMatchObject({
      added: 2,
      calls: { search: 1, playlistItems: 2 },
      stoppedBy: 'quota',
      stopSentence: expect.stringContaining('searches'),
    });
    const touched = (await listSources(it.database.db, true)).filter((source) => source.last_run_at !== null);
    expect(touched.map(({ query }) => query).toSorted()).toEqual(['PLx', 'UCabc']);
  });

  test('ends when the reads of the day are used up', async () => {
    const it = await scene(open, [{ id: videoId(1), listedBy: ['PLx'] }], []);
    for (const query of ['PLx', 'PLy']) await ensureSource(it.database.db, { kind: 'playlist', query });
    it.youtube.failAlways('playlistItems', QUOTA_EXCEEDED);
    expect(await it.run()).toMatchObject({ added: 0, calls: { playlistItems: 1 }, stoppedBy: 'quota' });
  });

  test('saves the pages before the one that fails', async () => {
    const it = await scene(open, numbered(60));
    it.youtube.failNext('videos', { kind: 'api', status: 503 });
    it.youtube.failNext('videos', { kind: 'api', status: 503 }, { kind: 'cut-json' });
    expect(await it.run()).toMatchObject({ added: 0, stoppedBy: 'network', calls: { search: 1, videos: 3 } });
    expect(await it.run()).toMatchObject({ added: 60 });
  });

  test('goes on past a source that YouTube refuses', async () => {
    const it = await scene(open, [{ id: videoId(1), listedBy: ['chill'] }], []);
    await ensureSource(it.database.db, { kind: 'playlist', query: 'PLgone' });
    await ensureSource(it.database.db, { kind: 'search', query: 'chill' });
    expect(await it.run()).toMatchObject({
      added: 1,
      refusedSources: [{ query: 'PLgone', reason: 'playlistNotFound' }],
    });
  });

  test('can be cancelled between pages', async () => {
    const it = await scene(open, numbered(2), ['one', 'two']);
    const controller = new AbortController();
    const outcome = await it.run({ signal: controller.signal, onProgress: () => controller.abort() });
    expect(outcome).toMatchObject({ added: 2, stoppedBy: 'cancelled', calls: { search: 1 } });
    expect(await latestRuns(it.database.db, 'ingest', 1)).toMatchObject([{ status: 'done' }]);
  });

  test('writes an unexpected fault down and throws it', async () => {
    const it = await scene(open, numbered(2));
    const fault = new Error('the model is broken');
    const failing = { ...it.deps, predictSongs: () => Promise.reject(fault) };
    await expect(ingest(failing)).rejects.toBe(fault);
    expect(await latestRuns(it.database.db, 'ingest', 1)).toMatchObject([
      { status: 'failed', error: 'Unexpected: the model is broken', outcome: { added: 2 } },
    ]);
    expect(await it.run()).toMatchObject({ unchanged: 2 });
  });

  test('runs once at a time', async () => {
    const it = await scene(open, numbered(2));
    await it.database.tryLock('ingest', async () => {
      await expect(it.run()).rejects.toMatchObject({ name: 'UserError', id: 'already-running' });
    });
    expect(await latestRuns(it.database.db, 'ingest', 1)).toEqual([]);
    expect(await it.run()).toMatchObject({ added: 2 });
  });

  test('closes the row of a run that was cut off with its process', async () => {
    const it = await scene(open, []);
    await it.database.db
      .insertInto('runs')
      .values({ kind: 'ingest', started_at: new Date(START - DAY_MS) })
      .execute();
    await it.run();
    const runs = await latestRuns(it.database.db, 'ingest', 5);
    expect(runs.map(({ status }) => status)).toEqual(['done', 'failed']);
    expect(runs[1]?.error).toMatch(/process ended/);
  });
});
