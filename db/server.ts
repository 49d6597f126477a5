import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Database, Locked, LockName } from './database.ts';
import { locationOf } from './database-url.ts';
import { DatabaseUnavailableError } from './errors/database-unavailable-error.ts';
import { createListener } from './listener.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';
import type { Schema } from './schema.ts';

/** First half of the two-key advisory locks, so that they meet no other application's. */
const LOCK_SPACE = 0x6d6f6f64; // "mood"
const LOCK_KEYS: Readonly<Record<LockName, number>> = {
  setup: 1,
  starter: 2,
  ingest: 3,
  refresh: 4,
  retrain: 5,
  activation: 6,
};

/** The oldest server with `unique nulls not distinct`, which the votes need. */
const OLDEST_SERVER = 150_000;

const POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 5_000;
/** Songs and scores are written in batches, so that no statement outside migrations comes near this. */
const QUERY_TIMEOUT_MS = 30_000;
/** Before the operating system asks a silent connection whether it is still there. */
const KEEP_ALIVE_DELAY_MS = 30_000;

export interface ServerOptions {
  readonly url: string;
  readonly logger: Logger;
  /** How long a statement outside migrations may take; 30 s unless told. */
  readonly queryTimeoutMs?: number;
}

/**
 * Connects to a PostgreSQL server, version 15 or newer.
 *
 * @throws DatabaseUnavailableError when it cannot be reached or is too old.
 */
export async function openServer(options: ServerOptions): Promise<Database> {
  const { url, logger, queryTimeoutMs = QUERY_TIMEOUT_MS } = options;
  const location = locationOf(url);
  const connection: pg.ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  };
  const openPool = (max: number, timeoutMs: number) => {
    const pool = createPool({ connection, location, logger, max, queryTimeoutMs: timeoutMs });
    return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  };
  const db = openPool(POOL_SIZE, queryTimeoutMs);
  try {
    await checkVersion(db);
  } catch (cause) {
    await db.destroy();
    throw cause instanceof DatabaseUnavailableError ? cause : new DatabaseUnavailableError(location, cause);
  }
  const listener = createListener({ connection: { ...connection, query_timeout: queryTimeoutMs }, logger });
  return {
    db,
    kind: 'server',
    location,
    async migrate() {
      // A migration may rewrite a table, or wait for another process that does.
      const patient = openPool(1, 0);
      try {
        return await migrate(patient);
      } finally {
        await patient.destroy();
      }
    },
    tryLock: (name, work) => tryLock({ connection, location, logger }, name, work),
    listen: (channel, onNotify) => listener.listen(channel, onNotify),
    bossOptions: () => ({ ...connection, max: 2, application_name: 'moodring jobs' }),
    async close() {
      await listener.close();
      await db.destroy();
    },
  };
}

interface LockDependencies {
  readonly connection: pg.ClientConfig;
  readonly location: string;
  readonly logger: Logger;
}

/** On its own connection, because a session lock lives as long as its session and is freed with it. */
async function tryLock<T>(
  { connection, location, logger }: LockDependencies,
  name: LockName,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Locked<T>> {
  const client = new pg.Client({ ...connection, application_name: `moodring ${name}` });
  const lost = new AbortController();
  client.on('error', (error) => {
    logger.error({ err: error, lock: name }, 'the connection that holds a lock broke');
    lost.abort(new DatabaseUnavailableError(location, error));
  });
  await client.connect().catch((cause: unknown) => {
    throw new DatabaseUnavailableError(location, cause);
  });
  try {
    const keys = [LOCK_SPACE, LOCK_KEYS[name]];
    const { rows } = await client
      .query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', keys)
      .catch((cause: unknown) => {
        throw new DatabaseUnavailableError(location, cause);
      });
    if (rows[0]?.held !== true) return { held: false };
    return { held: true, value: await work(lost.signal) };
  } finally {
    await client.end();
  }
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
