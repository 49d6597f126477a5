import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { latestRuns } from '../../db/queries/runs.ts';
import { eraseSongs, insertNewSongs } from '../../db/queries/songs.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { markUnavailable } from '../support/fixtures.ts';
import { aSong, videoId } from '../support/songs.ts';
import type { FakeVideo } from '../support/youtube-server.ts';
import { DAY_MS, ingestScene, numbered, START } from './ingest-scene.ts';

describeEachDatabase('ingest', (open) => {
  test('brings what the sources name into the catalogue, with full text, and predicts it', async () => {
    const description = 'A long description. '.repeat(50);
    const videos = numbered(60, { title: "It's <new>", description });
    const it = await ingestScene(await open(), { videos });
    const outcome = await it.run();
    expect(outcome).toMatchObject({
      added: 60,
      updated: 0,
      leftOut: {},
      refusedSources: [],
      ended: 'caught-up',
    });
    expect(it.youtube.calls('videos')).toBe(2);
    const songs = await it.database.db.selectFrom('songs').selectAll().execute();
    expect(songs).toHaveLength(60);
    expect(songs[0]).toMatchObject({ title: "It's <new>", description, origin: 'youtube', available: true });
    expect(songs[0]?.fetched_at).toEqual(new Date(START));
    expect(it.predicted.toSorted()).toEqual(await it.songIds());
    const [run] = await latestRuns(it.database.db, 'ingest', 1);
    expect(run).toMatchObject({ status: 'done', outcome, error: null, finished_at: new Date(START) });
  });

  test('a second run adds nothing and reads nothing', async () => {
    const it = await ingestScene(await open(), { videos: numbered(120) });
    await it.run();
    const reads = it.youtube.calls('videos');
    it.pass(2 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 0, updated: 0 });
    expect(it.youtube.calls('videos')).toBe(reads);
  });

  test('leaves text of other origins, and songs that people took out, as they are', async () => {
    const it = await ingestScene(await open(), { videos: numbered(3) });
    await insertNewSongs(
      it.database.db,
      [
        aSong({ video_id: videoId(0), origin: 'starter', title: 'Fact', fetched_at: null }),
        aSong({ video_id: videoId(1), title: 'Taken out', fetched_at: new Date(START - 27 * DAY_MS) }),
      ],
      new Date(START),
    );
    await markUnavailable(it.database.db, [videoId(0), videoId(1)]);
    expect(await it.run()).toMatchObject({ added: 1, updated: 0 });
    const out = await it.database.db
      .selectFrom('songs')
      .select(['video_id', 'title', 'origin'])
      .where('available', '=', false)
      .orderBy('video_id')
      .execute();
    expect(out).toMatchObject([
      { video_id: videoId(0), title: 'Fact', origin: 'starter' },
      { video_id: videoId(1), title: 'Taken out', origin: 'youtube' },
    ]);
  });

  test('brings back a song that had been erased, once a source names it anew', async () => {
    const it = await ingestScene(await open(), { videos: numbered(2) });
    await it.run();
    await eraseSongs(it.database.db, [videoId(1)], new Date(START));
    it.pass(2 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 0, updated: 1 });
    const song = await it.database.db
      .selectFrom('songs')
      .select(['title', 'available'])
      .where('video_id', '=', videoId(1))
      .executeTakeFirst();
    expect(song).toEqual({ title: `Song ${videoId(1)}`, available: true });
  });

  test('counts what it leaves out, each reason by itself, and looks at it again', async () => {
    const listedBy = ['PLx'];
    const sources = [['playlist', 'PLx']] as const;
    const it = await ingestScene(await open(), { sources });
    const videos: FakeVideo[] = [
      { id: videoId(1), listedBy },
      { id: videoId(2), listedBy, license: 'youtube' },
      { id: videoId(3), listedBy, license: 'youtube' },
      { id: videoId(4), listedBy, embeddable: false },
      { id: videoId(5), listedBy, privacyStatus: 'unlisted' },
      { id: videoId(6), listedBy, privacyStatus: 'private' },
      { id: videoId(7), listedBy, liveBroadcastContent: 'live' },
      { id: videoId(8), listedBy, duration: null },
      { id: videoId(9), listedBy, categoryId: '22' },
      { id: videoId(10), listedBy, duration: 'PT1H2M' },
      { id: videoId(11), listedBy, title: 'Shape of You (Karaoke Version)' },
    ];
    it.youtube.setVideos(videos);
    const outcome = await it.run();
    expect(outcome).toMatchObject({ found: 11, known: 0, added: 1, units: { search: 0, read: 2 } });
    expect(outcome.leftOut).toEqual({
      'not-creative-commons': 2,
      'not-embeddable': 1,
      'not-public': 1,
      gone: 1,
      live: 1,
      'no-duration': 1,
      'not-music': 1,
      'too-long': 1,
      karaoke: 1,
    });
    // What may have passed is read once more, whether or not the list is.
    it.pass(8 * DAY_MS);
    expect(await it.run()).toMatchObject({
      found: 11,
      known: 11,
      units: { search: 0, read: 2 },
      leftOut: { 'not-embeddable': 1, 'not-public': 1, gone: 1, live: 1, 'no-duration': 1 },
    });
    it.youtube.setVideos(videos.map((video) => ({ ...video, license: 'creativeCommon' })));
    it.pass(26 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 2 });
  });

  test('what waited while YouTube gave no answer for weeks is read all the same', async () => {
    const it = await ingestScene(await open(), { videos: numbered(50) });
    it.youtube.failAlways('videos', { kind: 'api', status: 400, reason: 'keyInvalid' });
    expect(await it.run()).toMatchObject({ found: 50, added: 0, stoppedBy: 'key' });
    it.youtube.failAlways('videos', undefined);
    // No source names them any more.
    await it.database.db.updateTable('sources').set({ enabled: false }).execute();
    it.pass(40 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 50, ended: 'caught-up' });
  });

  test('does not replace the text of a song that was imported while it waited to be read', async () => {
    const it = await ingestScene(await open(), { videos: numbered(2) });
    it.youtube.failAlways('videos', { kind: 'api', status: 503 });
    await it.run();
    const own = aSong({ video_id: videoId(0), origin: 'import', title: 'Own words', fetched_at: null });
    await insertNewSongs(it.database.db, [own], new Date(START));
    it.youtube.failAlways('videos', undefined);
    expect(await it.run()).toMatchObject({ added: 1, updated: 0 });
    const kept = await it.database.db
      .selectFrom('songs')
      .select(['title', 'origin', 'fetched_at'])
      .where('video_id', '=', videoId(0))
      .executeTakeFirst();
    expect(kept).toEqual({ title: 'Own words', origin: 'import', fetched_at: null });
    expect(await it.run()).toMatchObject({ units: { read: 0 }, ended: 'caught-up' });
  });

  test('says that its share was spent while something is still to be read', async () => {
    const sources = [['playlist', 'PLx']] as const;
    const it = await ingestScene(await open(), { sources, videos: numbered(5, { listedBy: ['PLx'] }) });
    expect(await it.run({ share: 1 / 10_000 })).toMatchObject({ found: 5, added: 0, ended: 'share-spent' });
    expect(await it.run()).toMatchObject({ added: 5, ended: 'caught-up' });
  });

  test('reads a video once, however many sources name it, and by fifties, whichever source named them', async () => {
    const sources = ['a', 'b', 'c', 'd', 'e'].map((letter) => ['playlist', `PL${letter}`] as const);
    const videos = sources.flatMap(([, query], n) => numbered(10, { listedBy: [query] }, 100 * n));
    const both = { id: videoId(999), listedBy: ['PLa', 'PLb'] };
    const it = await ingestScene(await open(), { videos: [...videos, both], sources });
    expect(await it.run()).toMatchObject({ found: 52, known: 1, added: 51, units: { read: 5 + 2 } });
  });

  test('tells how far it is', async () => {
    const sources = [
      ['search', 'one'],
      ['playlist', 'PLx'],
    ] as const;
    const it = await ingestScene(await open(), {
      sources,
      videos: [...numbered(2, { listedBy: ['one'] }), ...numbered(60, { listedBy: ['PLx'] }, 100)],
      budgets: { search: 10, read: 30 },
    });
    const onProgress = vi.fn();
    const outcome = await it.run({ onProgress });
    const told = onProgress.mock.calls.map(([progress]) => progress);
    expect(told.map(({ source }) => source)).toContain('PLx');
    expect(told.at(-1)).toMatchObject({ found: outcome.found, added: 62, units: outcome.units });
    const shares = told.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  test('runs once at a time', async () => {
    const it = await ingestScene(await open(), { videos: numbered(2) });
    await it.database.tryLock('ingest', async () => {
      await expect(it.run()).rejects.toMatchObject({ name: 'UserError', id: 'already-running' });
    });
    expect(await latestRuns(it.database.db, 'ingest', 1)).toEqual([]);
    expect(await it.run()).toMatchObject({ added: 2 });
  });

  test('closes the row of a run that was cut off with its process', async () => {
    const it = await ingestScene(await open());
    await it.database.db
      .insertInto('runs')
      .values({ kind: 'ingest', started_at: new Date(START - DAY_MS) })
      .execute();
    await it.run();
    const runs = await latestRuns(it.database.db, 'ingest', 5);
    expect(runs.map(({ status }) => status)).toEqual(['done', 'failed']);
    expect(runs[1]?.error).toMatch(/process ended/);
  });

  test('whatever there is to find: after any number of runs, all of it once, and another run adds nothing', async () => {
    const database = await open();
    const lists = ['chill', 'happy', 'PLx', 'PLy'];
    const video = fc.record({
      listedBy: fc.uniqueArray(fc.constantFrom(...lists), { minLength: 1 }),
      license: fc.constantFrom('creativeCommon' as const, 'youtube' as const),
      age: fc.integer({ min: 0, max: 3_000 }),
    });
    const sources = [
      ['search', 'chill'],
      ['search', 'happy'],
      ['playlist', 'PLx'],
      ['playlist', 'PLy'],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(video, { maxLength: 160 }),
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { maxLength: 4 }),
        async (some, shares) => {
          await database.db.deleteFrom('songs').execute();
          await database.db.deleteFrom('candidates').execute();
          await database.db.deleteFrom('sources').execute();
          await database.db.deleteFrom('quota').execute();
          const videos = some.map(({ age, ...fields }, n) => ({
            id: videoId(n),
            publishedAt: new Date(START - DAY_MS - age * 1_000_000).toISOString(),
            ...fields,
          }));
          const it = await ingestScene(database, { videos, sources, budgets: { search: 20, read: 200 } });
          for (const share of [...shares, 1]) await it.run({ share });
          const expected = videos.filter(({ license }) => license === 'creativeCommon').map(({ id }) => id);
          expect(await it.songIds()).toEqual(expected.toSorted());
          expect(await it.run()).toMatchObject({ added: 0, updated: 0, ended: 'caught-up' });
          const { buckets } = await it.quota.state();
          expect(buckets.search.spent).toBe(it.youtube.calls('search'));
          expect(buckets.read.spent).toBe(it.youtube.calls('videos') + it.youtube.calls('playlistItems'));
        },
      ),
      { numRuns: 12 },
    );
  });
});
