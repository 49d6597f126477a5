import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, inject, test } from 'vitest';
import { DatabaseUnavailableError } from '../../db/errors/database-unavailable-error.ts';
import { openServer } from '../../db/server.ts';
import { useServer } from '../support/databases.ts';

const logger = pino({ level: 'silent' });

describe('a PostgreSQL server', () => {
  const { openWithUrl } = useServer();

  test('two processes that migrate an empty database at once both succeed', async () => {
    const { database, url } = await openWithUrl();
    await sql`drop schema public cascade`.execute(database.db);
    await sql`create schema public`.execute(database.db);
    const other = await openServer({ url, logger });
    const applied = await Promise.all([database.migrate(), other.migrate()]);
    expect(applied.flat().filter((name) => name === '0001-initial').length).toBe(1);
    expect(await database.db.selectFrom('songs').selectAll().execute()).toEqual([]);
    await other.close();
  });

  test('a lock held through one connection is seen by another process', async () => {
    const { database, url } = await openWithUrl();
    const other = await openServer({ url, logger });
    const inner = await database.tryLock('ingest', () => other.tryLock('ingest', async () => 'both'));
    expect(inner).toEqual({ held: true, value: { held: false } });
    await other.close();
  });

  test('a listener comes back after its connection was cut and says that it may have missed something', async () => {
    const { database } = await openWithUrl();
    const first = Promise.withResolvers<string | undefined>();
    const second = Promise.withResolvers<string | undefined>();
    const waiting = [first, second];
    await database.listen('moodring_model', (payload) => waiting.shift()?.resolve(payload));
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'moodring listen' and datname = current_database()
    `.execute(database.db);
    expect(await first.promise).toBeUndefined();
    await sql`select pg_notify('moodring_model', '7')`.execute(database.db);
    expect(await second.promise).toBe('7');
  });

  test('a server that is not there is named without the password', async () => {
    const opening = openServer({ url: 'postgres://moodring:hunter2@127.0.0.1:1/none', logger });
    await expect(opening).rejects.toSatisfy(
      (error) =>
        error instanceof DatabaseUnavailableError &&
        error.location === '127.0.0.1:1/none' &&
        !error.message.includes('hunter2'),
    );
    expect(inject('postgresUrl')).toContain('127.0.0.1');
  });
});
