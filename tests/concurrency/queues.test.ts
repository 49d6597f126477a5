import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createKeyedQueue } from '../../src/concurrency/keyed-queue.ts';
import { createTaskTracker } from '../../src/concurrency/task-tracker.ts';
import { createTurns } from '../../src/concurrency/turns.ts';
import { createPendingCards } from '../../src/discord/pending-cards.ts';

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
    for (let loop = 0; loop < 2; loop++) await setImmediate();
    expect([queue.waiting, queue.keys]).toEqual([0, 0]);
  });
});

describe('the latest work of a slot', () => {
  test('takes the place of what waits there, and of what it overtakes, but not of what runs', async () => {
    const queue = createKeyedQueue();
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const running = queue.runLatest('a', 'x', async () => {
      started.resolve();
      await gate.promise;
      order.push('x1');
      return 'x1';
    });
    await started.promise;
    const add = (slot: string, name: string, overtakes?: (other: string) => boolean) =>
      queue.runLatest('a', slot, async () => `${order.push(name)} ${name}`, overtakes);
    const waiting = [
      add('x', 'x2'),
      add('y', 'y1'),
      add('x', 'x3'),
      add('all', 'clear', (other) => other === 'x'),
      add('x', 'x4'),
    ];
    expect(queue.waiting).toBe(3);
    gate.resolve();
    expect(await running).toBe('x1');
    expect(await Promise.all(waiting)).toEqual([undefined, '2 y1', undefined, '3 clear', '4 x4']);
    expect(order).toEqual(['x1', 'y1', 'clear', 'x4']);
    expect(queue.waiting).toBe(0);
  });

  test('leaves the same state as all work in its order, whatever came', async () => {
    const change = fc.oneof(
      fc.record({
        member: fc.integer({ min: 0, max: 2 }),
        mood: fc.integer({ min: 0, max: 1 }),
        on: fc.boolean(),
      }),
      fc.record({ clear: fc.option(fc.integer({ min: 0, max: 1 })) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 40 }), async (changes) => {
        const queue = createKeyedQueue();
        const queued = new Set<string>();
        const expected = new Set<string>();
        const work = changes.map((one) => {
          const apply = (votes: Set<string>) => {
            if (!('clear' in one)) {
              if (one.on) votes.add(`${one.mood} ${one.member}`);
              else votes.delete(`${one.mood} ${one.member}`);
              return;
            }
            for (const vote of [...votes])
              if (one.clear === null || vote.startsWith(`${one.clear} `)) votes.delete(vote);
          };
          apply(expected);
          const slot = 'clear' in one ? `${one.clear ?? 'all'}` : `${one.mood} ${one.member}`;
          const overtakes =
            'clear' in one
              ? (other: string) => one.clear === null || other.startsWith(`${one.clear} `)
              : undefined;
          return queue.runLatest('card', slot, async () => apply(queued), overtakes);
        });
        await Promise.all(work);
        expect([...queued].sort()).toEqual([...expected].sort());
      }),
    );
  });
});

describe('turns', () => {
  test('let only so many run at a time, in the order they came, failures included', async () => {
    const turns = createTurns({ atOnce: 2 });
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const work = Array.from({ length: 20 }, (_, n) =>
      turns.take(async () => {
        running += 1;
        most = Math.max(most, running);
        order.push(n);
        await setImmediate();
        running -= 1;
        if (n === 3) throw new Error('the fourth fails');
      }),
    );
    expect(turns.waiting).toBe(18);
    const results = await Promise.allSettled(work);
    expect(most).toBe(2);
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(turns.waiting).toBe(0);
  });

  test('let the event loop turn before each, though the work itself never leaves it', async () => {
    const turns = createTurns({ atOnce: 1 });
    const done: number[] = [];
    let before = -1;
    const work = Array.from({ length: 10 }, (_, n) => turns.take(async () => done.push(n)));
    for (let loop = 0; loop < 20; loop++) {
      await setImmediate();
      expect(done.length).toBeLessThanOrEqual(Math.max(before, 0) + 1);
      before = done.length;
    }
    await Promise.all(work);
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
