import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOfDay } from '../../src/jobs/share-of-day.ts';

const HOUR_MS = 3_600_000;
const MIDNIGHT = Date.parse('2026-03-01T08:00:00Z');
const at = (hoursBefore: number) => new Date(MIDNIGHT - hoursBefore * HOUR_MS);
const end = new Date(MIDNIGHT);

test.each([
  ['0 * * * *', 24, 1 / 24],
  ['0 * * * *', 2, 1 / 2],
  ['0 * * * *', 1, 1],
  ['0 */6 * * *', 20, 6 / 20],
  // Once a day: all there is, whenever that is.
  ['17 4 * * *', 3.71, 1],
  ['17 4 * * *', 12, 1 - 3.7166 / 12],
])('%s, %d hours before the end of the day: %d', (cron, hours, share) => {
  expect(shareOfDay(cron, at(hours), end)).toBeCloseTo(share, 2);
});

test('the runs of a day spend all of it between them, none of them more than the day has', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('5 * * * *', '*/15 * * * *', '30 */3 * * *'),
      fc.integer({ min: 1, max: 10_000 }),
      (cron, budget) => {
        let left = budget;
        for (let now = at(24).getTime(); now < MIDNIGHT; now += 5 * 60_000) {
          const time = new Date(now);
          const isRun =
            cron === '5 * * * *'
              ? time.getUTCMinutes() === 5
              : cron === '*/15 * * * *'
                ? time.getUTCMinutes() % 15 === 0
                : time.getUTCMinutes() === 30 && time.getUTCHours() % 3 === 0;
          if (!isRun) continue;
          const spent = Math.ceil(left * shareOfDay(cron, time, end));
          expect(spent).toBeLessThanOrEqual(left);
          left -= spent;
        }
        expect(left).toBe(0);
      },
    ),
  );
});
