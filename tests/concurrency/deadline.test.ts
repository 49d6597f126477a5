import { describe, expect, test, vi } from 'vitest';
import { deadlineIn, endedBy } from '../../src/concurrency/deadline.ts';

describe('a deadline', () => {
  test('has less left as time goes by, and never less than nothing', () => {
    let time = 1_000;
    const deadline = deadlineIn(8_000, () => time);
    const database = deadline.earlier(2_000).earlier(1_000);
    expect([deadline.left(), database.left()]).toEqual([8_000, 5_000]);
    time += 6_000;
    expect([deadline.left(), database.left()]).toEqual([2_000, 0]);
    time += 6_000;
    expect(deadline.left()).toBe(0);
  });

  test('work that ends counts as ended, however it does, and leaves no timer', async () => {
    vi.useFakeTimers();
    try {
      const deadline = deadlineIn(60_000);
      expect(await endedBy(deadline, Promise.resolve(1))).toBe(true);
      expect(await endedBy(deadline, Promise.reject(new Error('failed')))).toBe(true);
      expect(await endedBy(deadline, undefined)).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('work that does not end is waited for no longer than that', async () => {
    expect(await endedBy(deadlineIn(5), new Promise(() => {}))).toBe(false);
  });
});
