import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createKeyedQueue } from '../../src/discord/keyed-queue.ts';
import { createPendingCards } from '../../src/discord/pending-cards.ts';
import { createTaskTracker } from '../../src/discord/task-tracker.ts';

describe('a keyed queue', () => {
  test('keeps the order of one key, failures included, and does not hold up another', async () => {
    const queue = createKeyedQueue();
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = queue.run('a', async () => {
      await gate.promise;
      order.push('a1');
      throw new Error('first fails');
    });
    const second = queue.run('a', async () => order.push('a2'));
    await queue.run('b', async () => order.push('b'));
    gate.resolve();
    await expect(first).rejects.toThrow('first fails');
    await second;
    expect(order).toEqual(['b', 'a1', 'a2']);
  });
});

describe('a task tracker', () => {
  test('waits for work, also for work that began meanwhile, and counts failures', async () => {
    const tasks = createTaskTracker({ logger: pino({ level: 'silent' }) });
    const done: string[] = [];
    tasks.run('outer', async () => {
      await Promise.resolve();
      tasks.run('inner', async () => {
        await Promise.resolve();
        done.push('inner');
      });
    });
    tasks.run('bad', () => Promise.reject(new Error('bad')));
    expect(await tasks.settle(5_000)).toBe(0);
    expect(done).toEqual(['inner']);
    expect(tasks.failures).toBe(1);
  });

  test('does not wait for ever', async () => {
    const tasks = createTaskTracker({ logger: pino({ level: 'silent' }) });
    const gate = Promise.withResolvers<void>();
    tasks.run('stuck', () => gate.promise);
    expect(await tasks.settle(1)).toBe(1);
    gate.resolve();
  });
});

describe('pending cards', () => {
  test('are settled once their messages are known, failed ones too', async () => {
    const pending = createPendingCards();
    expect(await pending.settled()).toBe(false);
    const gate = Promise.withResolvers<void>();
    const sending = pending.during(() => gate.promise);
    const settled = pending.settled();
    gate.reject(new Error('not sent'));
    await expect(sending).rejects.toThrow('not sent');
    expect(await settled).toBe(true);
    expect(await pending.settled()).toBe(false);
  });
});
