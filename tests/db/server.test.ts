import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { DatabaseUnavailableError } from '../../db/errors/database-unavailable-error.ts';
import { openServer } from '../../db/server.ts';
import { useServer } from '../support/databases.ts';

const logger = pino({ level: 'silent' });

/** A way to the server that keeps its sessions when the client leaves, as a pooler does. */
async function keepSessions(url: string): Promise<string> {
  const address = new URL(url);
  const { hostname, port } = address;
  const kept: Socket[] = [];
  const server = createServer((client) => {
    const session = dial(Number(port), hostname);
    kept.push(session);
    session.on('data', (data) => client.write(data));
    client.on('data', (data) => data[0] !== TERMINATE && session.write(data));
    client.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const session of kept) session.destroy();
    server.close();
  });
  address.port = String((server.address() as AddressInfo).port);
  return address.href;
}

/** The message by which a client takes its leave. */
const TERMINATE = 'X'.charCodeAt(0);

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

  test('a lock is given back although something on the way keeps the session', async () => {
    const { database, url } = await openWithUrl();
    const through = await openServer({ url: await keepSessions(url), logger });
    expect(await through.tryLock('ingest', async () => 1)).toEqual({ held: true, value: 1 });
    expect(await database.tryLock('ingest', async () => 2)).toEqual({ held: true, value: 2 });
    await through.close();
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
