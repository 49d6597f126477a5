import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { openServer } from '../../db/server.ts';
import { ingest } from '../../src/catalogue/ingest.ts';
import { refresh } from '../../src/catalogue/refresh.ts';
import { describeEachDatabase, useServer } from '../support/databases.ts';
import { aSong, videoId } from '../support/songs.ts';
import { DAY_MS, ingestScene, numbered, START } from './ingest-scene.ts';

const HOUR_MS = 3_600_000;

describeEachDatabase('what ingest spends', (open) => {
  test('is its share of what is left of the day, and of anything left at least one unit', async () => {
    const sources = [
      ['search', 'chill'],
      ['playlist', 'PLx'],
    ] as const;
    const videos = [
      ...numbered(3_000, { listedBy: ['chill'] }),
      ...numbered(3_000, { listedBy: ['PLx'] }, 5_000),
    ];
    const it = await ingestScene(await open(), { videos, sources, budgets: { search: 20, read: 120 } });
    expect(await it.run({ share: 0.25 })).toMatchObject({
      units: { search: 5, read: 25 },
      ended: 'share-spent',
    });
    // The reserve of 20 reads is kept for the refresh.
    expect(await it.run({ share: 1 })).toMatchObject({
      units: { search: 15, read: 75 },
      ended: 'share-spent',
    });
    const { buckets } = await it.quota.state();
    expect(buckets).toMatchObject({ search: { left: 0 }, read: { left: 20 } });
    expect(await it.run()).toMatchObject({ stoppedBy: 'quota', units: { search: 0, read: 0 } });
  });

  test('leaves enough to refresh the songs that are due today and tomorrow', async () => {
    const it = await ingestScene(await open(), {
      videos: numbered(3_000),
      budgets: { search: 100, read: 50 },
    });
    const fetched_at = new Date(START - 24.5 * DAY_MS);
    const due = Array.from({ length: 1_700 }, (_, n) => aSong({ video_id: videoId(9_000 + n), fetched_at }));
    await insertNewSongs(it.database.db, due, new Date(START));
    await it.run();
    expect((await it.quota.state()).buckets.read.left).toBe(34);
  });

  test.each([
    ['in winter', '2026-02-10T07:30:00Z', '2026-02-10T08:00:00Z'],
    ['on the day the clock goes forward', '2026-03-08T07:30:00Z', '2026-03-08T08:00:00Z'],
    ['on the day after', '2026-03-09T06:30:00Z', '2026-03-09T07:00:00Z'],
    ['on the day the clock goes back', '2026-11-01T06:30:00Z', '2026-11-01T07:00:00Z'],
    ['on the day after that', '2026-11-02T07:30:00Z', '2026-11-02T08:00:00Z'],
  ])('starts anew at midnight Pacific time, %s, also in the middle of a run', async (_, start, midnight) => {
    const videos = numbered(400).map((video, n) => ({
      ...video,
      publishedAt: new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString(),
    }));
    const it = await ingestScene(await open(), {
      videos,
      budgets: { search: 3, read: 80 },
      start: Date.parse(start),
    });
    expect((await it.quota.state()).resetsAt).toEqual(new Date(midnight));
    let passed = false;
    const outcome = await it.run({
      onProgress: () => {
        if (!passed) it.pass(HOUR_MS / 2);
        passed = true;
      },
    });
    expect(outcome.units.search).toBe(3);
    const rows = await it.database.db
      .selectFrom('quota')
      .selectAll()
      .where('bucket', '=', 'search')
      .orderBy('day')
      .execute();
    expect(rows.map(({ units }) => units)).toEqual([1, 2]);
    expect(await it.run()).toMatchObject({ units: { search: 1 } });
    expect(await it.run()).toMatchObject({ units: { search: 0 } });
  });
});

describe('two processes on one database', () => {
  const { openWithUrl } = useServer();

  test('one ingests, the other is told so; with a refresh beside it no unit too many is spent', async () => {
    const { database, url } = await openWithUrl();
    const other = await openServer({ url, logger: pino({ level: 'silent' }) });
    const budgets = { search: 10, read: 60 };
    const it = await ingestScene(database, { videos: numbered(2_000), budgets });
    const fetched_at = new Date(START - 26 * DAY_MS);
    const due = Array.from({ length: 1_000 }, (_, n) => aSong({ video_id: videoId(n + 500), fetched_at }));
    await insertNewSongs(database.db, due, new Date(START));
    const elsewhere = { ...it.deps, database: other };
    const ended = await Promise.allSettled([it.run(), ingest(elsewhere, { share: 1 }), refresh(elsewhere)]);
    const refused = ended.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { id: 'already-running' } });
    expect(it.youtube.calls('search')).toBeLessThanOrEqual(budgets.search);
    const reads = it.youtube.calls('videos') + it.youtube.calls('playlistItems');
    expect(reads).toBeLessThanOrEqual(budgets.read);
    const { buckets } = await it.quota.state();
    expect(buckets.read.spent).toBe(reads);
    expect((await it.songIds()).length).toBeGreaterThan(1_000);
    await other.close();
  });
});
