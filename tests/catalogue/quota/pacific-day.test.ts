import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPacificMidnight, pacificDay } from '../../../src/catalogue/quota/pacific-day.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('a day in Pacific time', () => {
  test.each([
    ['an ordinary winter day', '2026-01-15T07:59:59.999Z', '2026-01-14', '2026-01-15T08:00:00.000Z'],
    ['midnight belongs to the new day', '2026-01-15T08:00:00.000Z', '2026-01-15', '2026-01-16T08:00:00.000Z'],
    ['an ordinary summer day', '2026-07-01T06:59:59.999Z', '2026-06-30', '2026-07-01T07:00:00.000Z'],
    ['the last day of a year', '2026-12-31T23:00:00.000Z', '2026-12-31', '2027-01-01T08:00:00.000Z'],
    ['a leap day', '2028-02-29T12:00:00.000Z', '2028-02-29', '2028-03-01T08:00:00.000Z'],
    ['the day before summer time', '2026-03-08T07:59:59.999Z', '2026-03-07', '2026-03-08T08:00:00.000Z'],
    ['the 23 hours of its first day', '2026-03-08T08:00:00.000Z', '2026-03-08', '2026-03-09T07:00:00.000Z'],
    ['the same day, later', '2026-03-09T06:59:59.999Z', '2026-03-08', '2026-03-09T07:00:00.000Z'],
    ['the day after', '2026-03-09T07:00:00.000Z', '2026-03-09', '2026-03-10T07:00:00.000Z'],
    ['the day before winter time', '2026-11-01T06:59:59.999Z', '2026-10-31', '2026-11-01T07:00:00.000Z'],
    ['the 25 hours of its first day', '2026-11-01T07:00:00.000Z', '2026-11-01', '2026-11-02T08:00:00.000Z'],
    ['the hour that comes twice', '2026-11-01T09:30:00.000Z', '2026-11-01', '2026-11-02T08:00:00.000Z'],
    ['its last hour', '2026-11-02T07:59:59.999Z', '2026-11-01', '2026-11-02T08:00:00.000Z'],
    ['the day after that', '2026-11-02T08:00:00.000Z', '2026-11-02', '2026-11-03T08:00:00.000Z'],
  ])('%s', (_name, at, day, midnight) => {
    expect(pacificDay(new Date(at))).toBe(day);
    expect(nextPacificMidnight(new Date(at)).toISOString()).toBe(midnight);
  });

  test('ends at its next midnight, whenever it is asked', () => {
    const between = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('2150-01-01T00:00:00Z') };
    fc.assert(
      fc.property(fc.date({ ...between, noInvalidDate: true }), (at) => {
        const midnight = nextPacificMidnight(at);
        const day = pacificDay(at);
        expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        expect(midnight.getTime()).toBeGreaterThan(at.getTime());
        expect(midnight.getTime() - at.getTime()).toBeLessThanOrEqual(25 * HOUR_MS);
        expect(pacificDay(new Date(midnight.getTime() - 1))).toBe(day);
        expect(pacificDay(midnight) > day).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
