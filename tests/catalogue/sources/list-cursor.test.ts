import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterExpiredToken,
  afterListPage,
  isOnWayBack,
  type ListCursor,
  readListCursor,
} from '../../../src/catalogue/sources/list-cursor.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');
const PAGE = 50;
type Kind = 'channel' | 'playlist';

/** Goes through a list, newest first, until it rests. */
function round(kind: Kind, videos: readonly string[], known: Set<string>, stored: unknown, now = NOW) {
  let cursor: ListCursor = readListCursor(stored);
  for (let pages = 1; ; pages += 1) {
    const start = Number(cursor.pageToken ?? 0);
    const videoIds = videos.slice(start, start + PAGE);
    const end = start + PAGE;
    const nextPageToken = end < videos.length ? String(end) : undefined;
    const fresh = videoIds.filter((id) => !known.has(id)).length;
    for (const id of videoIds) known.add(id);
    const page = { videoIds, nextPageToken, skipped: 0 };
    const step = afterListPage(cursor, { kind, page, fresh, now: new Date(now) });
    cursor = readListCursor(JSON.parse(JSON.stringify(step.cursor)));
    expect(cursor).toEqual(step.cursor);
    if (step.restingUntil !== undefined)
      return { cursor, pages, restDays: (step.restingUntil.getTime() - now) / DAY_MS };
  }
}

const ids = (from: number, count: number) => Array.from({ length: count }, (_, n) => `v${from - n}`);

describe('a list that is gone through', () => {
  test('once to its end; then a channel only to the first video that is known, a playlist to its end', () => {
    const known = new Set<string>();
    const old = ids(499, 230);
    const first = round('channel', old, known, null);
    expect(first.pages).toBe(5);
    expect(known.size).toBe(230);
    const second = round('channel', [...ids(520, 21), ...old], known, first.cursor);
    expect(second.pages).toBe(1);
    expect(round('playlist', old, known, round('playlist', old, known, null).cursor).pages).toBe(5);
  });

  test('misses nothing, however many uploads came between two rounds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 8 }), (uploads) => {
        const known = new Set<string>();
        let videos: string[] = [];
        let stored: unknown = null;
        for (const count of uploads) {
          videos = [...ids(videos.length + count, count), ...videos];
          if (videos.length === 0) continue;
          const before = known.size;
          const { cursor, pages } = round('channel', videos, known, stored);
          stored = cursor;
          expect(known.size).toBe(videos.length);
          // No page is asked for beyond the first one with a video that was known.
          expect(pages).toBeLessThanOrEqual(Math.floor((known.size - before) / PAGE) + 1);
        }
      }),
    );
  });

  test.each([
    ['channel', [1, 1, 2, 4, 7, 7]],
    ['playlist', [7, 7, 14, 28, 28]],
  ] as const)('a %s that brings nothing new rests longer and longer: %j days', (kind, expected) => {
    const known = new Set<string>();
    const videos = ids(10, 10);
    let stored: unknown = null;
    const rests = expected.map(() => {
      const { cursor, restDays } = round(kind, videos, known, stored);
      stored = cursor;
      return restDays;
    });
    expect(rests).toEqual(expected);
    expect(round(kind, ['new', ...videos], known, stored).restDays).toBe(expected[0]);
  });

  test('after an expired token it begins anew, and pages on the way back do not count', () => {
    const cursor = { ...readListCursor(null), pageToken: '100' };
    const again = afterExpiredToken(cursor);
    expect(again.pageToken).toBeNull();
    expect(isOnWayBack(again, 0)).toBe(true);
    expect(isOnWayBack(cursor, 0)).toBe(false);
    const page = { videoIds: ids(50, 50), nextPageToken: '50', skipped: 0 };
    const onWay = afterListPage(again, { kind: 'channel', page, fresh: 0, now: new Date(NOW) }).cursor;
    expect(isOnWayBack(onWay, 0)).toBe(true);
    const there = afterListPage(onWay, { kind: 'channel', page, fresh: 50, now: new Date(NOW) }).cursor;
    expect(isOnWayBack(there, 0)).toBe(false);
  });

  test('after an expired token in a later round too, nothing behind it is missed', () => {
    const old = ids(99, 100);
    const known = new Set<string>();
    const { cursor } = round('channel', old, known, null);
    // A round through 120 new uploads that was cut off after its first page.
    const videos = [...ids(219, 120), ...old];
    for (const id of videos.slice(0, PAGE)) known.add(id);
    round('channel', videos, known, afterExpiredToken({ ...cursor, pageToken: '50', fresh: PAGE }));
    expect(known.size).toBe(videos.length);
  });

  test('a cursor that it does not know is the beginning', () => {
    expect(readListCursor({ pageToken: 7 })).toEqual(readListCursor(null));
  });
});
