import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { insertNewSongs, type SongInput } from '../../db/queries/songs.ts';
import { type RefreshOptions, refresh } from '../../src/catalogue/refresh.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { markUnavailable } from '../support/fixtures.ts';
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
  test('reads songs anew that are older than 25 days, 50 a call, and no others', async () => {
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
    expect(outcome).toEqual({ refreshed: 120, updated: 0, takenOut: {}, expired: 0, calls: { videos: 3 } });
    const asked = it.youtube.requests.flatMap(({ query }) => query.get('id')?.split(',') ?? []);
    expect(asked.toSorted()).toEqual(due.map(({ video_id }) => video_id));
    const song = await it.song(0);
    expect(song.fetched_at).toEqual(new Date(NOW));
    expect(song.updated_at).toEqual(daysOld(40));
    expect(it.predicted).toEqual([]);
    expect(await latestRuns(it.database.db, 'refresh', 1)).toMatchObject([{ status: 'done', outcome }]);
    expect(await it.run()).toMatchObject({ refreshed: 0, calls: { videos: 0 } });
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

  test('runs once at a time', async () => {
    const it = await scene(open, []);
    await it.database.tryLock('refresh', async () => {
      await expect(it.run()).rejects.toMatchObject({ name: 'UserError', id: 'already-running' });
    });
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
