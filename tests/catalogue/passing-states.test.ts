import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refresh } from '../../src/catalogue/refresh.ts';
import { LEAVE_OUT_WORDS, type LeaveOutReason, mayPass, nextLook } from '../../src/catalogue/rejections.ts';
import { describeEachDatabase, useEmbedded } from '../support/databases.ts';
import { videoId } from '../support/songs.ts';
import type { FakeVideo } from '../support/youtube-server.ts';
import { channel, DAY_MS, ingestScene, numbered, START } from './ingest-scene.ts';

const HOUR_MS = 3_600_000;
const PREMIERE = 'premiere001';
const PROCESSING = 'processing1';

const day = (days: number) => new Date(START + days * DAY_MS).toISOString();

/** A premiere and an upload that YouTube still works on, as they are on day 0 and from day 1 on. */
function temporary(days: number, fields: Partial<FakeVideo> = {}): FakeVideo[] {
  const before = days < 1;
  return [
    {
      id: PREMIERE,
      publishedAt: day(-0.1),
      liveBroadcastContent: before ? 'upcoming' : 'none',
      duration: before ? 'P0D' : 'PT3M5S',
      ...fields,
    },
    { id: PROCESSING, publishedAt: day(-0.2), duration: before ? 'PT0S' : 'PT3M20S', ...fields },
  ];
}

const WAYS = [
  ['a channel', 'channel', channel('c'), { listedBy: [], channelId: channel('c') }],
  ['a search', 'search', 'chill', {}],
  ['a playlist', 'playlist', 'PLx', { listedBy: ['PLx'] }],
] as const;

describeEachDatabase('a state that passes', (open) => {
  test.each(WAYS)('seen by %s, the video is taken the day after', async (_, kind, query, fields) => {
    const it = await ingestScene(await open(), { sources: [[kind, query]] });
    it.youtube.setVideos([...temporary(0, fields), ...numbered(5, fields)]);
    expect(await it.run()).toMatchObject({ added: 5, leftOut: { upcoming: 1, 'no-duration': 1 } });
    it.youtube.setVideos([...temporary(1, fields), ...numbered(5, fields)]);
    it.pass(1.1 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 2 });
    expect(await it.songIds()).toEqual(expect.arrayContaining([PREMIERE, PROCESSING]));
  });

  test('is looked at again whatever the channel has done since', async () => {
    const fields = { listedBy: [], channelId: channel('c') };
    const it = await ingestScene(await open(), { sources: [['channel', channel('c')]] });
    it.youtube.setVideos([...temporary(0, fields), ...numbered(60, fields)]);
    await it.run();
    // Sixty newer ones: the channel's next round ends long before it comes to the premiere.
    const newer = numbered(60, fields, 500).map((video, n) => ({
      ...video,
      publishedAt: day(0.5 + n / 1000),
    }));
    it.youtube.setVideos([...newer, ...temporary(1, fields), ...numbered(60, fields)]);
    it.pass(1.1 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 62 });
  });

  test('is looked at again at the time that YouTube names, and not before', async () => {
    const scheduledStartTime = day(5);
    const it = await ingestScene(await open(), { sources: [['search', 'chill']] });
    it.youtube.setVideos(temporary(0, { scheduledStartTime }).slice(0, 1));
    await it.run();
    const reads = it.youtube.calls('videos');
    for (let days = 1; days <= 5; days += 1) {
      it.pass(DAY_MS);
      await it.run();
    }
    expect(it.youtube.calls('videos')).toBe(reads);
    it.youtube.setVideos(temporary(1).slice(0, 1));
    it.pass(2 * HOUR_MS);
    expect(await it.run()).toMatchObject({ added: 1 });
  });

  test('that takes a song out in a refresh brings it back when it has passed, though no source names it', async () => {
    const it = await ingestScene(await open(), { videos: numbered(2), sources: [['search', 'chill']] });
    await it.run();
    await it.database.db.updateTable('sources').set({ enabled: false }).execute();
    it.youtube.setVideos(numbered(2, { regionRestriction: { allowed: [] } }));
    it.pass(26 * DAY_MS);
    expect(await refresh(it.deps)).toMatchObject({ takenOut: { 'blocked-everywhere': 2 } });
    it.youtube.setVideos(numbered(2));
    it.pass(8 * DAY_MS);
    expect(await it.run()).toMatchObject({ updated: 2 });
  });
});

describe('the next look at a video', () => {
  const REASONS = Object.keys(LEAVE_OUT_WORDS) as LeaveOutReason[];

  test('lasting reasons have none, passing ones at most seven in four weeks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REASONS),
        fc.option(fc.integer({ min: -1000, max: 2000 }), { nil: undefined }),
        (reason, startsInHours) => {
          const foundAt = new Date(START);
          const startsAt =
            startsInHours === undefined ? undefined : new Date(START + startsInHours * HOUR_MS);
          let now = foundAt;
          for (let tries = 0; ; tries += 1) {
            const next = nextLook({ reason, tries, foundAt, startsAt, now });
            if (next === undefined) {
              expect(tries).toBeLessThanOrEqual(mayPass(reason) ? 8 : 0);
              return;
            }
            expect(next.getTime()).toBeGreaterThanOrEqual(now.getTime() + HOUR_MS);
            expect(next.getTime()).toBeLessThanOrEqual(START + 28 * DAY_MS);
            now = next;
          }
        },
      ),
    );
  });
});

describe('a reason that lasts', () => {
  const open = useEmbedded();

  test('is remembered for 25 days', async () => {
    const listedBy = ['PLx'];
    const videos = numbered(1, { listedBy, license: 'youtube' });
    const it = await ingestScene(await open(), { videos, sources: [['playlist', 'PLx']] });
    await it.run();
    it.youtube.setVideos(numbered(1, { listedBy }));
    it.pass(20 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 0 });
    expect(await it.songIds()).not.toContain(videoId(0));
  });
});
