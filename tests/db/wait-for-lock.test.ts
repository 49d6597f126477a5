import { once } from 'node:events';
import { expect, test } from 'vitest';
import { waitForLock } from '../../db/wait-for-lock.ts';
import { StoppedError } from '../../src/errors/stopped-error.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { describeTwoProcesses } from '../support/open-twice.ts';

describeTwoProcesses('waiting for a lock', (openTwice) => {
  test('goes on once it is free', async () => {
    const { database, other } = await openTwice();
    const { logger } = createMemoryLog();
    const order: string[] = [];
    let waiting: Promise<string> | undefined;
    await other.tryLock('setup', async () => {
      waiting = waitForLock({ database, logger }, { name: 'setup' }, async () => {
        order.push('second');
        return 'value';
      });
      order.push('first');
    });
    expect(await waiting).toBe('value');
    expect(order).toEqual(['first', 'second']);
  });

  test('is told with who holds it, and ends with its signal', async () => {
    const { database, other } = await openTwice();
    const log = createMemoryLog();
    const stop = new AbortController();
    await other.tryLock('setup', async () => {
      const waiting = waitForLock(
        { database, logger: log.logger },
        { name: 'setup', signal: stop.signal },
        () => Promise.reject(new Error('it was never free')),
      );
      const ended = expect(waiting).rejects.toBeInstanceOf(StoppedError);
      const [line] = await log.waitFor('waiting for another process that is at the same work');
      // Embedded there is but one process, so that there is nobody to name.
      const holders = database.kind === 'embedded' ? [] : [{ pid: expect.any(Number), address: '127.0.0.1' }];
      expect(line).toMatchObject({ level: 40, lock: 'setup', holders });
      stop.abort(new StoppedError());
      await ended;
    });
    await expect(
      waitForLock({ database, logger: log.logger }, { name: 'setup', signal: stop.signal }, async () => {}),
    ).rejects.toBeInstanceOf(StoppedError);
  });

  test('leaves the signal’s effect on the work to the work', async () => {
    const { database } = await openTwice();
    const { logger } = createMemoryLog();
    const stop = new AbortController();
    const value = await waitForLock(
      { database, logger },
      { name: 'setup', signal: stop.signal },
      async () => {
        const aborted = once(stop.signal, 'abort');
        stop.abort(new StoppedError());
        await aborted;
        return 'done all the same';
      },
    );
    expect(value).toBe('done all the same');
  });
});
