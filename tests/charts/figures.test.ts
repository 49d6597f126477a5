import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, percent, songs } from '../../src/charts/format.ts';
import { wilson } from '../../src/charts/wilson.ts';

test('figures stay short and do not lie', () => {
  expect([0, 1, 999, 1234, 12_345, 1_234_567].map(count)).toEqual([
    '0',
    '1',
    '999',
    '1,234',
    '12.3K',
    '1.2M',
  ]);
  expect([0, 0.004, 0.5, 0.996, 1].map(percent)).toEqual(['0 %', '<1 %', '50 %', '>99 %', '100 %']);
  expect([0, 1, 2].map(songs)).toEqual(['0 songs', '1 song', '2 songs']);
});

test('the interval of a share is as in the books', () => {
  const { low, high } = wilson(8, 10);
  expect(low).toBeCloseTo(0.4902, 4);
  expect(high).toBeCloseTo(0.9433, 4);
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
});

test('the interval holds the share and lies within 0 and 1', () => {
  const trials = fc
    .integer({ min: 1, max: 10_000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(trials, ([hits, n]) => {
      const { low, high } = wilson(hits, n);
      return low >= 0 && high <= 1 && low <= hits / n + 1e-12 && high >= hits / n - 1e-12;
    }),
  );
});
