import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterSearch,
  nextSearch,
  readSearchCursor,
  type SearchCursor,
} from '../../../src/catalogue/sources/search-cursor.ts';
import type { SearchOptions, SearchPage } from '../../../src/catalogue/youtube.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');
const PAGE = 50;

/** Ids are the moments of the uploads, in ms. */
function search(
  uploads: readonly number[],
  { order, publishedBefore }: SearchOptions,
  now: number,
): SearchPage {
  const there = uploads.filter((at) => at <= now && at <= (publishedBefore?.getTime() ?? now));
  const sorted = order === 'date' ? there.toSorted((a, b) => b - a) : there;
  const page = sorted.slice(0, PAGE);
  return {
    videoIds: page.map(String),
    nextPageToken: sorted.length > PAGE ? 'more' : undefined,
    skipped: 0,
    published:
      page.length === 0 ? undefined : { from: new Date(Math.min(...page)), to: new Date(Math.max(...page)) },
  };
}

/** Asks until there is nothing left to ask for; as stored, a cursor goes through JSON. */
function drain(uploads: readonly number[], stored: unknown, now: number) {
  const pages: string[][] = [];
  let cursor: SearchCursor | null = readSearchCursor(stored);
  for (;;) {
    const next = nextSearch(cursor, new Date(now));
    if ('restingUntil' in next) return { cursor, pages, restingUntil: next.restingUntil.getTime() };
    const page = search(uploads, next.ask, now);
    pages.push([...page.videoIds]);
    const step = afterSearch(cursor, page, new Date(now));
    cursor = readSearchCursor(JSON.parse(JSON.stringify(step.cursor)));
    expect(cursor).toEqual(step.cursor);
    expect(pages.length).toBeLessThan(1_000);
    if (step.restingUntil !== undefined) return { cursor, pages, restingUntil: step.restingUntil.getTime() };
  }
}

const seconds = (from: number, to: number) =>
  fc.integer({ min: from / 1000, max: to / 1000 }).map((second) => second * 1000);

describe('a search that is gone through', () => {
  test('begins with the best matches', () => {
    expect(nextSearch(null, new Date(NOW))).toEqual({ ask: { order: 'relevance' } });
  });

  test('names every upload, far beyond its first 500, in full pages but for the last', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(seconds(Date.UTC(2012, 0, 1), NOW), { minLength: 1, maxLength: 900 }),
        (uploads) => {
          const { pages } = drain(uploads, null, NOW);
          expect(new Set(pages.flat())).toEqual(new Set(uploads.map(String)));
          for (const page of pages.slice(1, -1)) expect(page).toHaveLength(PAGE);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('finds what was uploaded since, however often it is asked, and looks no sooner than it says', () => {
    const past = fc.uniqueArray(seconds(NOW - 900 * DAY_MS, NOW), { minLength: 60, maxLength: 300 });
    const later = fc.uniqueArray(seconds(NOW + 1000, NOW + 200 * DAY_MS), { maxLength: 300 });
    fc.assert(
      fc.property(past, later, (before, since) => {
        const uploads = [...before, ...since];
        const seen = new Set<string>();
        let stored: unknown = null;
        let due = NOW;
        for (let now = NOW; now <= NOW + 240 * DAY_MS; now += DAY_MS) {
          if (now < due) {
            expect(nextSearch(readSearchCursor(stored), new Date(now))).toHaveProperty('restingUntil');
            continue;
          }
          const round = drain(uploads, stored, now);
          for (const id of round.pages.flat()) seen.add(id);
          stored = round.cursor;
          due = round.restingUntil;
          expect(due).toBeGreaterThan(now);
          expect(due).toBeLessThanOrEqual(now + 30 * DAY_MS);
        }
        expect(seen).toEqual(new Set(uploads.map(String)));
      }),
      { numRuns: 30 },
    );
  });

  test('finds all of a rush of uploads, down to where it had been', () => {
    const past = Array.from({ length: 100 }, (_, n) => NOW - (n + 1) * DAY_MS);
    const first = drain(past, null, NOW);
    const now = first.restingUntil;
    const rush = Array.from({ length: 180 }, (_, n) => now - (n + 1) * 60_000);
    const { pages } = drain([...rush, ...past], first.cursor, now);
    expect(pages.flat()).toEqual(expect.arrayContaining(rush.map(String)));
    expect(pages).toHaveLength(4);
  });

  test('asks for new uploads when they should fill a page: a busy search daily, a quiet one monthly', () => {
    const every = (hours: number) =>
      Array.from({ length: 5_000 }, (_, n) => NOW - n * hours * 3_600_000).filter(
        (at) => at > Date.UTC(2012, 0, 1),
      );
    const days = (hours: number) => (drain(every(hours), null, NOW).restingUntil - NOW) / DAY_MS;
    expect(days(0.1)).toBe(1);
    expect(days(4)).toBeCloseTo(8, 0);
    expect(days(100)).toBe(30);
  });

  test('gets past uploads of one second that fill more than a page', () => {
    const crowd = Array.from({ length: 80 }, () => NOW - DAY_MS);
    const { pages } = drain([...crowd, NOW - 2 * DAY_MS], null, NOW);
    expect(pages.flat()).toContain(String(NOW - 2 * DAY_MS));
  });

  test.each([[{}], [{ sweeps: [{ before: 'yesterday' }] }], ['text'], [undefined]])(
    'begins anew from a cursor that it does not know: %j',
    (stored) => {
      expect(readSearchCursor(stored)).toBeNull();
    },
  );
});
