import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Database, LockName } from './database.ts';
import { DatabaseUnavailableError } from './errors/database-unavailable-error.ts';
import { createListener } from './listener.ts';
import type { Schema } from './schema.ts';

/** First half of the two-key advisory locks, so that they meet no other application's. */
const LOCK_SPACE = 0x6d6f6f64; // "mood"
const LOCK_KEYS: Readonly<Record<LockName, number>> = {
  setup: 1,
  starter: 2,
  ingest: 3,
  refresh: 4,
  retrain: 5,
};

/** The oldest server with `unique nulls not distinct`, which the votes need. */
const OLDEST_SERVER = 150_000;

const POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 5_000;

export interface ServerOptions {
  readonly url: string;
  readonly logger: Logger;
}

/**
 * Connects to a PostgreSQL server, version 15 or newer.
 *
 * @throws DatabaseUnavailableError when it cannot be reached or is too old.
 */
export async function openServer({ url, logger }: ServerOptions): Promise<Database> {
  const location = withoutCredentials(url);
  const connection = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  const pool = new pg.Pool({ ...connection, max: POOL_SIZE, application_name: 'moodring' });
  // An idle connection that breaks is replaced by the pool at its next use; without a listener it would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await checkVersion(db);
  } catch (cause) {
    await db.destroy();
    throw new DatabaseUnavailableError(location, cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
  const listener = createListener({ connection, logger });
  return {
    db,
    kind: 'server',
    location,
    async tryLock(name, work) {
      // Its own connection, because a session lock lives as long as its session and is freed with it.
      const client = new pg.Client({ ...connection, application_name: `moodring ${name}`, keepAlive: true });
      client.on('error', (error) =>
        logger.error({ err: error, lock: name }, 'the connection that holds a lock broke'),
      );
      await client.connect();
      try {
        const keys = [LOCK_SPACE, LOCK_KEYS[name]];
        const { rows } = await client.query<{ held: boolean }>(
          'select pg_try_advisory_lock($1, $2) as held',
          keys,
        );
        if (rows[0]?.held !== true) return { held: false };
        return { held: true, value: await work() };
      } finally {
        await client.end();
      }
    },
    listen: (channel, onNotify) => listener.listen(channel, onNotify),
    bossOptions: () => ({ ...connection, max: 2, application_name: 'moodring jobs' }),
    async close() {
      await listener.close();
      await db.destroy();
    },
  };
}

async function checkVersion(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ number: number; text: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as text
  `.execute(db);
  const version = rows[0];
  if (version !== undefined && version.number < OLDEST_SERVER) {
    throw new Error(`PostgreSQL 15 or newer is needed, this is ${version.text}`);
  }
}

function withoutCredentials(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
}
