import { expect, test } from 'vitest';
import { type Session, sharesSessions } from '../../db/driver/pooled-sessions.ts';

/** How a pooler picks among idle sessions: the one last used, or one after the other. */
type Order = 'last' | 'turns';

/** A pooler in transaction mode with a number of sessions; a connection has one for as long as its transaction. */
function transactionPooler(size: number, order: Order) {
  const idle = Array.from({ length: size }, (_, n) => n + 100);
  return (): Session => {
    let mine: number | undefined;
    return {
      async query(text) {
        const pid = mine ?? (order === 'last' ? idle.pop() : idle.shift());
        if (pid === undefined) throw new Error('the pooler has no session to give, and would let this wait');
        mine = text === 'begin' ? pid : text === 'rollback' ? undefined : mine;
        if (mine === undefined) idle.push(pid);
        return { rows: [{ pid }] };
      },
    };
  };
}

test.each<[number, Order]>([
  [1, 'last'],
  [2, 'last'],
  [20, 'last'],
  [1, 'turns'],
  [2, 'turns'],
  [20, 'turns'],
])('a pooler with %i sessions that takes the %s is seen', async (size, order) => {
  const connect = transactionPooler(size, order);
  expect(await sharesSessions(connect(), connect())).toBe(true);
});

test('connections with a session of their own are not taken for a pooler', async () => {
  const session = (pid: number): Session => ({ query: async () => ({ rows: [{ pid }] }) });
  expect(await sharesSessions(session(1), session(2))).toBe(false);
});
