import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchPlan } from '../../src/catalogue/search-plan.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-03-01T05:00:00Z');

test('the first run takes the best matches of all times', () => {
  expect(searchPlan(null, now)).toEqual([{ order: 'relevance', pages: Number.POSITIVE_INFINITY }]);
});

test('later runs take a page of what is new since the last one, with some days of overlap', () => {
  const [fresh] = searchPlan(new Date('2026-02-28T05:00:00Z'), now);
  expect(fresh).toEqual({ order: 'date', publishedAfter: new Date('2026-02-25T05:00:00Z'), pages: 1 });
});

test('within 60 days every part of the past has had its turn', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2025-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
      (start) => {
        const windows = Array.from({ length: 60 }, (_, day) => {
          const today = new Date(start.getTime() + day * DAY_MS);
          return searchPlan(start, today)[1];
        });
        const covers = (moment: number) =>
          windows.some(
            (window) =>
              (window?.publishedAfter?.getTime() ?? Number.NaN) <= moment &&
              moment < (window?.publishedBefore?.getTime() ?? Number.NaN),
          );
        for (let moment = Date.UTC(2011, 5, 2); moment < start.getTime(); moment += 7 * DAY_MS) {
          expect(covers(moment)).toBe(true);
        }
      },
    ),
    { numRuns: 20 },
  );
});
