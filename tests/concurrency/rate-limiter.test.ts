import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateLimiter } from '../../src/concurrency/rate-limiter.ts';

function limiter(options: { most: number; withinMs: number; keys?: number }) {
  let time = 1_000_000;
  const limits = createRateLimiter({ now: () => new Date(time), ...options });
  return { limits, pass: (ms: number) => (time += ms) };
}

test('lets each key do something so often at once, and again one by one, and says when', () => {
  const { limits, pass } = limiter({ most: 3, withinMs: 3_000 });
  const tries = ['ada', 'ada', 'ada', 'kofi'].map((key) => limits.take(key));
  expect(tries).toEqual([0, 0, 0, 0]);
  expect(limits.take('ada')).toBe(1_000);
  pass(999);
  expect(limits.take('ada')).toBe(1);
  pass(1);
  expect([limits.take('ada'), limits.take('ada')]).toEqual([0, 1_000]);
  pass(3_000);
  expect([limits.take('ada', 3), limits.take('ada', 2)]).toEqual([0, 2_000]);
});

test('lets something that costs more than a whole rest happen after one', () => {
  const { limits, pass } = limiter({ most: 3, withinMs: 3_000 });
  expect([limits.take('ada', 5), limits.take('ada', 5)]).toEqual([0, 3_000]);
  pass(3_000);
  expect(limits.take('ada', 5)).toBe(0);
});

test('keeps nobody waiting for longer than a rest when the clock is set back', () => {
  const { limits, pass } = limiter({ most: 3, withinMs: 3_000 });
  limits.take('ada', 3);
  pass(-500_000);
  expect(limits.take('ada')).toBeLessThanOrEqual(3_000);
});

test('forgets who is rested, and remembers no more keys than it may', () => {
  const { limits, pass } = limiter({ most: 1, withinMs: 1_000, keys: 100 });
  for (let n = 0; n < 10_000; n++) limits.take(`member ${n}`);
  expect(limits.size).toBeLessThanOrEqual(100);
  expect(limits.take('member 9999')).toBeGreaterThan(0);
  pass(1_000);
  for (let n = 0; n < 100; n++) limits.take(`other ${n}`);
  expect(limits.size).toBeLessThanOrEqual(100);
});

test('never allows more than a burst and what time has brought back, and refuses nothing that fits', () => {
  const step = fc.record({ ms: fc.integer({ min: 0, max: 2_000 }), cost: fc.integer({ min: 1, max: 5 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const { limits, pass } = limiter({ most: 10, withinMs: 10_000 });
      let tokens = 10;
      for (const { ms, cost } of steps) {
        pass(ms);
        tokens = Math.min(10, tokens + ms / 1_000);
        const waitMs = limits.take('ada', cost);
        expect(waitMs === 0).toBe(tokens >= cost - 1e-9);
        if (waitMs === 0) tokens -= cost;
        else expect(Math.abs(waitMs - (cost - tokens) * 1_000)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
