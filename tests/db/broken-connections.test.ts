import { sql } from 'kysely';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { DatabaseUnavailableError } from '../../db/errors/database-unavailable-error.ts';
import { openServer } from '../../db/server.ts';
import { isDatabaseDown } from '../../src/errors/is-database-down.ts';
import { type DatabaseProxy, openDatabaseProxy } from '../support/database-proxy.ts';
import { useServer } from '../support/databases.ts';
import { createMemoryLog } from '../support/memory-log.ts';

/** What a promise rejects with. */
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => error,
  );

/** Ends the other sessions on this database whose name begins so. */
const terminate = (database: Database, application: string) =>
  sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and starts_with(application_name, ${application}) and pid <> pg_backend_pid()
`.execute(database.db);

describe('a connection that breaks', () => {
  const { openWithUrl } = useServer();
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A database that is reached by a way that can be broken. */
  async function open(options: { queryTimeoutMs?: number } = {}) {
    const { database: direct, url } = await openWithUrl();
    const proxy: DatabaseProxy = await openDatabaseProxy(url);
    const log = createMemoryLog();
    const database = await openServer({ url: proxy.url, logger: log.logger, ...options });
    let isOpen = true;
    const close = async () => {
      if (isOpen) await database.close();
      isOpen = false;
    };
    closing.push(async () => {
      await close();
      await proxy.close();
    });
    return { direct, proxy, log, database, close };
  }

  test('inside a transaction fails that transaction and nothing else', async () => {
    const { direct, database, log } = await open();
    const uncaught: unknown[] = [];
    const collect = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', collect);
    onTestFinished(() => void process.off('uncaughtException', collect));
    const error = await failure(
      database.db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        await terminate(direct, 'moodring');
        await log.waitFor('a database connection broke while in use');
        await sql`select 1`.execute(trx);
      }),
    );
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    const { rows } = await sql`select 1 as one`.execute(database.db);
    expect(rows).toEqual([{ one: 1 }]);
    expect(uncaught).toEqual([]);
  });

  test('by a reset while a statement runs counts as the database being down', async () => {
    const { database, proxy } = await open();
    const running = failure(sql`select pg_sleep(60)`.execute(database.db));
    await sql`select 1`.execute(database.db);
    proxy.cut();
    const error = await running;
    expect(error).toMatchObject({
      name: 'DatabaseUnavailableError',
      cause: { message: expect.stringMatching(/.+/) },
    });
    expect(isDatabaseDown(error)).toBe(true);
  });

  test('without a word is given up after the time limit and is not used again', async () => {
    const { database, proxy } = await open({ queryTimeoutMs: 300 });
    const error = await failure(
      database.db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        proxy.block();
        await sql`select 1`.execute(trx);
      }),
    );
    expect(error).toMatchObject({
      name: 'DatabaseUnavailableError',
      cause: { message: 'Query read timeout' },
    });
    await proxy.allClosed();
    proxy.unblock();
    expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }]);
  });

  test('does not limit migrations', async () => {
    const { database, direct } = await open({ queryTimeoutMs: 300 });
    const migrating = await direct.db.transaction().execute(async (trx) => {
      await sql`lock table kysely_migration_lock`.execute(trx);
      const result = database.migrate();
      // Twice as long as any statement outside migrations may take.
      await sql`select pg_sleep(0.6)`.execute(trx);
      return { result };
    });
    expect(await migrating.result).toEqual([]);
  });

  test('to a server that is gone is a database that is down, and a network error of somebody else is not', async () => {
    const { database, proxy, log } = await open();
    await sql`select 1`.execute(database.db);
    await proxy.close();
    await log.waitFor('an idle database connection broke');
    const error = await failure(sql`select 1`.execute(database.db));
    expect(error).toMatchObject({ name: 'DatabaseUnavailableError', cause: { code: 'ECONNREFUSED' } });
    expect(isDatabaseDown(new Error('a command failed', { cause: error }))).toBe(true);
    const foreign = await failure(fetch(proxy.url.replace('postgres:', 'http:').replace(/\/\/.*@/, '//')));
    expect(foreign).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(isDatabaseDown(foreign)).toBe(false);
    await proxy.open();
  });

  test('and held a lock tells whoever works under it', async () => {
    const { database, direct } = await open();
    const seen = await database.tryLock('ingest', async (signal) => {
      expect(signal.aborted).toBe(false);
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
      await terminate(direct, 'moodring ingest');
      await aborted;
      return signal.reason;
    });
    expect(seen).toMatchObject({ held: true, value: { name: 'DatabaseUnavailableError' } });
    expect(await database.tryLock('ingest', async (signal) => signal.aborted)).toEqual({
      held: true,
      value: false,
    });
  });

  test('that listens is not left open by closing while it is being opened', async () => {
    const { database, proxy, close } = await open();
    const before = proxy.connections();
    const coming = proxy.nextConnection();
    const listening = failure(database.listen('moodring_model', () => {}));
    await coming;
    expect(proxy.connections()).toBe(before + 1);
    await close();
    expect(await listening).toBeInstanceOf(Error);
    await proxy.allClosed();
    await expect(database.listen('moodring_model', () => {})).rejects.toThrow('closed');
  });

  test('when listening begins does not spoil listening later', async () => {
    const { database, proxy } = await open();
    const heard = Promise.withResolvers<string | undefined>();
    const never = () => heard.reject(new Error('called although listening had failed'));
    await proxy.close();
    await expect(database.listen('moodring_model', never)).rejects.toThrow();
    await proxy.open();
    await database.listen('moodring_model', heard.resolve);
    await sql`select pg_notify('moodring_model', '7')`.execute(database.db);
    expect(await heard.promise).toBe('7');
  });
});
