import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { insertNewSongs, type SongInput } from '../../db/queries/songs.ts';
import { type RefreshOptions, type RefreshProgress, refresh } from '../../src/catalogue/refresh.ts';
import { DEFAULT_SONG_RULES } from '../../src/catalogue/video-to-song.ts';
import type { YouTubeClient } from '../../src/catalogue/youtube.ts';
import { describeEachDatabase, useServer } from '../support/databases.ts';
import { addModel, leaning, markUnavailable } from '../support/fixtures.ts';
import { aSong, videoId } from '../support/songs.ts';
import { openYouTube } from '../support/youtube-client.ts';
import type { FakeVideo, YouTubeServer } from '../support/youtube-server.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');
const ERASED = { title: '', description: '', tags: [], channel: '', attribution: '', available: false };

let server: YouTubeServer | undefined;
afterEach(() => server?.close());

const daysOld = (days: number) => new Date(NOW - days * DAY_MS);

/** A song whose fake video says the same as its row. */
const twin = (song: SongInput): FakeVideo => ({
  id: song.video_id,
  title: song.title,
  description: song.description,
  channelTitle: song.channel,
  tags: song.tags,
});

async function scene(open: () => Promise<Database>, songs: readonly SongInput[], videos = songs.map(twin)) {
  const database = await open();
  const youtube = await openYouTube();
  server = youtube.server;
  server.setVideos(videos);
  await insertNewSongs(database.db, songs, daysOld(40));
  const predicted: string[] = [];
  const deps = {
    database,
    youtube: youtube.client,
    songRules: DEFAULT_SONG_RULES,
    logger: pino({ level: 'silent' }),
    now: () => new Date(NOW),
    predictSongs: async (ids: readonly string[]) => {
      predicted.push(...ids);
    },
  };
  return {
    deps,
    database,
    youtube: youtube.server,
    spent: youtube.spent,
    predicted,
    run: (options?: RefreshOptions) => refresh(deps, options),
    song: (n: number) =>
      database.db
        .selectFrom('songs')
        .selectAll()
        .where('video_id', '=', videoId(n))
        .executeTakeFirstOrThrow(),
  };
}

describeEachDatabase('refresh', (open) => {
  test('reads songs again that are older than 25 days, 50 a call, and checks those whose text is not from YouTube', async () => {
    const due = Array.from({ length: 120 }, (_, n) =>
      aSong({ video_id: videoId(n), fetched_at: daysOld(26) }),
    );
    const others = [
      aSong({ video_id: videoId(200), fetched_at: daysOld(24) }),
      aSong({ video_id: videoId(201), origin: 'starter', fetched_at: null }),
      aSong({ video_id: videoId(202), origin: 'import', fetched_at: null }),
    ];
    const it = await scene(open, [...due, ...others]);
    const outcome = await it.run();
    expect(outcome).toEqual({
      refreshed: 120,
      updated: 0,
      checked: 2,
      restored: 0,
      takenOut: {},
      unreadable: [],
      expired: 0,
      units: { read: 4 },
    });
    const asked = it.youtube.requests.flatMap(({ query }) => query.get('id')?.split(',') ?? []);
    expect(asked.toSorted()).toEqual([...due.map(({ video_id }) => video_id), videoId(201), videoId(202)]);
    const song = await it.song(0);
    expect(song.fetched_at).toEqual(new Date(NOW));
    expect(song.updated_at).toEqual(daysOld(40));
    expect(it.predicted).toEqual([]);
    expect(await latestRuns(it.database.db, 'refresh', 1)).toMatchObject([{ status: 'done', outcome }]);
    // What others keep of the day's budget is kept for this.
    expect(it.spent).toMatchObject({ taken: { read: 4 }, kept: [0, 0, 0, 0] });
    expect(await it.run()).toMatchObject({ refreshed: 0, units: { read: 0 } });
  });

  test('tells how many of the songs that were due are gone through', async () => {
    const songs = Array.from({ length: 120 }, (_, n) =>
      aSong({ video_id: videoId(n), fetched_at: daysOld(n < 110 ? 26 : 3) }),
    );
    const it = await scene(open, songs);
    const told: RefreshProgress[] = [];
    await it.run({ onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([50, 100, 110].map((done) => ({ done, total: 110 })));
  });

  test('predicts anew where the text has changed', async () => {
    const songs = [1, 2].map((n) => aSong({ video_id: videoId(n), fetched_at: daysOld(26) }));
    const it = await scene(open, songs, [
      { id: videoId(1), title: 'Another title' },
      ...songs.slice(1).map(twin),
    ]);
    expect(await it.run()).toMatchObject({ refreshed: 2, updated: 1 });
    expect(it.predicted).toEqual([videoId(1)]);
    expect(await it.song(1)).toMatchObject({ title: 'Another title', updated_at: new Date(NOW) });
  });

  test('takes out and erases at once what is no song by the rules of today', async () => {
    const songs = [1, 2, 3].map((n) => aSong({ video_id: videoId(n), fetched_at: daysOld(26) }));
    const [short, tutorial, kept] = songs.map(twin);
    if (short === undefined || tutorial === undefined || kept === undefined) throw new Error('no twins');
    const videos = [
      { ...short, duration: 'PT59S' },
      { ...tutorial, title: 'Guitar tutorial: how to play this song' },
      { ...kept, duration: 'PT1M' },
    ];
    const it = await scene(open, songs, videos);
    expect(await it.run()).toMatchObject({ refreshed: 1, takenOut: { 'too-short': 1, tutorial: 1 } });
    for (const n of [1, 2]) expect(await it.song(n)).toMatchObject({ ...ERASED, fetched_at: null });
    expect(await it.song(3)).toMatchObject({ available: true, duration_s: 60 });
  });

  test('sees what has become a re-upload of another song', async () => {
    const songs = [1, 2].map((n) =>
      aSong({ video_id: videoId(n), description: '', fetched_at: daysOld(n === 1 ? 3 : 26) }),
    );
    const it = await scene(open, songs, [
      { ...twin(aSong({ video_id: videoId(2) })), title: `Song ${videoId(1)}`, duration: 'PT3M5S' },
    ]);
    expect(await it.run()).toMatchObject({ refreshed: 1, updated: 1 });
    expect(await it.song(2)).toMatchObject({ duplicate_of: videoId(1), available: true });
  });

  test('reads a song once more that it could not look through for re-uploads before it ended', async () => {
    const songs = [1, 2].map((n) =>
      aSong({ video_id: videoId(n), description: '', fetched_at: daysOld(n === 1 ? 3 : 26) }),
    );
    const it = await scene(open, songs, [
      { ...twin(aSong({ video_id: videoId(2) })), title: `Song ${videoId(1)}`, duration: 'PT3M5S' },
    ]);
    await sql`alter table songs add constraint breaks check (duplicate_of is null)`.execute(it.database.db);
    await expect(it.run()).rejects.toThrow('breaks');
    expect(await it.song(2)).toMatchObject({ fetched_at: daysOld(26) });
    await sql`alter table songs drop constraint breaks`.execute(it.database.db);
    expect(await it.run()).toMatchObject({ refreshed: 1, updated: 1 });
    expect(await it.song(2)).toMatchObject({ duplicate_of: videoId(1) });
    expect(it.predicted).toEqual([videoId(2)]);
  });

  test('takes out and erases what is gone, private, relicensed or not embeddable; votes stay', async () => {
    const songs = [1, 2, 3, 4, 5].map((n) => aSong({ video_id: videoId(n), fetched_at: daysOld(26) }));
    const it = await scene(open, songs, [
      { id: videoId(2), privacyStatus: 'private' },
      { id: videoId(3), license: 'youtube' },
      { id: videoId(4), embeddable: false },
      ...songs.slice(4).map(twin),
    ]);
    await it.database.db
      .insertInto('votes')
      .values({ video_id: videoId(1), voter_id: 'someone', mood: 'sad', card_id: null })
      .execute();
    const modelId = await insertModel(it.database);
    await it.database.db
      .insertInto('scores')
      .values(
        [1, 5].map((n) => ({
          model_id: modelId,
          video_id: videoId(n),
          mood: 'sad',
          prediction: 1,
          score: 1,
        })),
      )
      .execute();
    expect(await it.run()).toMatchObject({
      refreshed: 1,
      takenOut: { gone: 2, 'not-creative-commons': 1, 'not-embeddable': 1 },
    });
    for (const n of [1, 2, 3, 4]) expect(await it.song(n)).toMatchObject({ ...ERASED, fetched_at: null });
    expect(await it.song(5)).toMatchObject({ available: true, title: songs[4]?.title });
    expect(await it.database.db.selectFrom('votes').selectAll().execute()).toHaveLength(1);
    const scores = await it.database.db.selectFrom('scores').select('video_id').execute();
    expect(scores).toEqual([{ video_id: videoId(5) }]);
    expect(await it.run()).toMatchObject({ refreshed: 0, takenOut: {} });
  });

  test.each(['no-items', 'empty', 'cut-json'] as const)(
    'never takes an invalid answer (%s) for "all gone"',
    async (kind) => {
      const it = await scene(open, [aSong({ video_id: videoId(1), fetched_at: daysOld(26) })]);
      it.youtube.failAlways('videos', { kind });
      expect(await it.run()).toMatchObject({ stoppedBy: 'network', takenOut: {}, expired: 0 });
      expect(await it.song(1)).toMatchObject({ available: true, fetched_at: daysOld(26) });
    },
  );

  test('erases text that could not be refreshed in 30 days, and brings it back when it can', async () => {
    const songs = [1, 2].map((n) => aSong({ video_id: videoId(n), fetched_at: daysOld(n === 1 ? 30 : 26) }));
    const it = await scene(open, songs);
    it.youtube.failAlways('videos', { kind: 'api', status: 400, reason: 'keyInvalid' });
    expect(await it.run()).toMatchObject({ stoppedBy: 'key', refreshed: 0, expired: 1 });
    expect(await it.song(1)).toMatchObject(ERASED);
    expect(await it.song(2)).toMatchObject({ available: true });
    expect(await latestRuns(it.database.db, 'refresh', 1)).toMatchObject([
      { status: 'failed', outcome: { expired: 1 } },
    ]);

    it.youtube.failAlways('videos', undefined);
    expect(await it.run()).toMatchObject({ refreshed: 2, updated: 1, expired: 0 });
    expect(await it.song(1)).toMatchObject({ available: true, title: songs[0]?.title });
    expect(it.predicted).toEqual([videoId(1)]);
  });

  test.each([
    ['quota', { kind: 'api', status: 403, reason: 'quotaExceeded' }],
    ['network', { kind: 'api', status: 503 }],
    ['key', { kind: 'api', status: 400, reason: 'keyInvalid' }],
  ] as const)(
    'what ends it half-way (%s) leaves the pages before saved, and erases what is due',
    async (stoppedBy, fault) => {
      const songs = Array.from({ length: 120 }, (_, n) =>
        aSong({ video_id: videoId(n), fetched_at: daysOld(n < 60 ? 31 : 26) }),
      );
      const it = await scene(open, songs);
      const outcome = await it.run({ onProgress: () => it.youtube.failAlways('videos', fault) });
      // 50 of the oldest 60 were saved.
      expect(outcome).toMatchObject({ stoppedBy, refreshed: 50, expired: 10 });
      const rows = await it.database.db.selectFrom('songs').select(['title', 'fetched_at']).execute();
      const old = rows.filter(({ fetched_at }) => fetched_at !== null && fetched_at < daysOld(29));
      expect(old.filter(({ title }) => title !== '')).toEqual([]);
      expect(rows.filter(({ fetched_at }) => fetched_at?.getTime() === NOW)).toHaveLength(50);

      it.youtube.failAlways('videos', undefined);
      expect(await it.run()).toMatchObject({ refreshed: 70, updated: 10, expired: 0, units: { read: 2 } });
      expect(await it.run()).toMatchObject({ refreshed: 0 });
    },
  );

  test('erases what is due without any client too, and only what came from YouTube', async () => {
    const it = await scene(open, [
      aSong({ video_id: videoId(1), fetched_at: daysOld(31) }),
      aSong({ video_id: videoId(2), origin: 'starter', fetched_at: null }),
    ]);
    const outcome = await refresh({ ...it.deps, youtube: undefined });
    expect(outcome).toMatchObject({ refreshed: 0, expired: 1 });
    expect(await it.song(1)).toMatchObject(ERASED);
    expect(await it.song(2)).toMatchObject({ available: true, title: `Song ${videoId(2)}` });
  });

  test('erases what is due even when something unexpected breaks', async () => {
    // The first 50 of the due songs are refreshed and then cannot be predicted; the rest has had its 30 days.
    const songs = Array.from({ length: 60 }, (_, n) =>
      aSong({ video_id: videoId(n), fetched_at: daysOld(31) }),
    );
    const changed = songs.map((song) => ({ id: song.video_id, title: 'Changed' }));
    const it = await scene(open, songs, changed);
    const fault = new Error('the model is broken');
    await expect(refresh({ ...it.deps, predictSongs: () => Promise.reject(fault) })).rejects.toBe(fault);
    expect(await latestRuns(it.database.db, 'refresh', 1)).toMatchObject([
      { status: 'failed', error: 'Unexpected: the model is broken', outcome: { refreshed: 50, expired: 10 } },
    ]);
  });

  test('keeps a song out that people took out', async () => {
    const it = await scene(open, [aSong({ video_id: videoId(1), fetched_at: daysOld(26) })]);
    await markUnavailable(it.database.db, [videoId(1)]);
    expect(await it.run()).toMatchObject({ refreshed: 1 });
    expect(await it.song(1)).toMatchObject({ available: false, fetched_at: new Date(NOW) });
  });

  test('can be cancelled between calls', async () => {
    const songs = Array.from({ length: 60 }, (_, n) =>
      aSong({ video_id: videoId(n), fetched_at: daysOld(26) }),
    );
    const it = await scene(open, songs);
    const controller = new AbortController();
    const outcome = await it.run({ signal: controller.signal, onProgress: () => controller.abort() });
    expect(outcome).toMatchObject({ refreshed: 50, stoppedBy: 'cancelled' });
  });

  test('predicts in the end what a process that was cut off left without a prediction of its present text', async () => {
    const songs = [1, 2, 3].map((n) => aSong({ video_id: videoId(n), fetched_at: daysOld(n) }));
    const it = await scene(open, songs);
    const both = { [videoId(1)]: leaning('sad', 0.6), [videoId(2)]: leaning('sad', 0.6) };
    await addModel(it.database.db, both);
    await it.database.db
      .updateTable('songs')
      .set({ title: 'Another title' })
      .where('video_id', '=', videoId(2))
      .execute();
    const noKey = { ...it.deps, youtube: undefined };
    await refresh(noKey, { signal: AbortSignal.abort() });
    expect(it.predicted).toEqual([]);
    await refresh(noKey);
    expect(it.predicted).toEqual([videoId(2), videoId(3)]);
  });

  test('runs once at a time', async () => {
    const it = await scene(open, []);
    await it.database.tryLock('refresh', async () => {
      await expect(it.run()).rejects.toMatchObject({ name: 'UserError', id: 'already-running' });
    });
  });
});

describe('refresh on a PostgreSQL server', () => {
  const { open } = useServer();

  test('ends when its lock is lost, since another process may be at it too', async () => {
    const songs = Array.from({ length: 60 }, (_, n) =>
      aSong({ video_id: videoId(n), fetched_at: daysOld(n < 55 ? 31 : 26) }),
    );
    const it = await scene(open, songs);
    const { youtube, database } = it.deps;
    const breaking: YouTubeClient = {
      ...youtube,
      async videos(ids, options = {}) {
        if (ids.length === 50) return youtube.videos(ids, options);
        const { signal } = options;
        const lost = new Promise((resolve) => signal?.addEventListener('abort', resolve));
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'moodring refresh'
        `.execute(database.db);
        await lost;
        return youtube.videos(ids, options);
      },
    };
    const outcome = await refresh({ ...it.deps, youtube: breaking });
    expect(outcome).toMatchObject({ stoppedBy: 'network', refreshed: 50, expired: 5 });
    expect(outcome.stopSentence).toContain('lock');
    expect(await latestRuns(database.db, 'refresh', 1)).toMatchObject([{ status: 'failed' }]);
    expect(await it.run()).toMatchObject({ refreshed: 10 });
  });
});

async function insertModel({ db }: Database): Promise<number> {
  const { model_id } = await db
    .insertInto('models')
    .values({
      artefact: new Uint8Array(),
      status: 'active',
      report: '{}',
      training_set: '{}',
      trained_at: new Date(NOW),
    })
    .returning('model_id')
    .executeTakeFirstOrThrow();
  return model_id;
}
