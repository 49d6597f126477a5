import { pino } from 'pino';
import { afterEach, describe } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openServer } from '../../db/server.ts';
import { useEmbedded, useServer } from './databases.ts';

/** One database as two processes have it open. */
export interface TwoProcesses {
  readonly database: Database;
  /** The other process's; embedded, where there is but one process, the same as `database`. */
  readonly other: Database;
}

/** Opens a fresh, migrated, empty database twice; it is closed after the test. */
export type OpenTwice = () => Promise<TwoProcesses>;

const logger = pino({ level: 'silent' });

/** Declares a suite twice: on PGlite, and on a PostgreSQL server through the connections of two processes. */
export function describeTwoProcesses(name: string, suite: (openTwice: OpenTwice) => void): void {
  describe(`${name} (PGlite)`, () => {
    const open = useEmbedded();
    suite(async () => {
      const database = await open();
      return { database, other: database };
    });
  });
  describe(`${name} (PostgreSQL)`, () => suite(useServerTwice()));
}

/** For tests that need a real second connection. */
export function useServerTwice(): OpenTwice {
  const { openWithUrl } = useServer();
  const others: Database[] = [];
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
  });
  return async () => {
    const { database, url } = await openWithUrl();
    const other = await openServer({ url, logger });
    others.push(other);
    return { database, other };
  };
}
