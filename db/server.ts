import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { locationOf } from './database-url.ts';
import { type CheckedServer, checkServer, JOBS_SCHEMA } from './driver/check-server.ts';
import { jobsConnection } from './driver/jobs-connection.ts';
import { isWithoutTls, readServerAddress } from './driver/server-address.ts';
import { tryServerLock } from './driver/server-lock.ts';
import { CONNECT_TIMEOUT_MS, openSession } from './driver/server-session.ts';
import { failedToOpen } from './errors/failed-to-open.ts';
import { createListener } from './listener.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';
import type { Schema } from './schema.ts';

/** Connections of the pool unless told. */
export const DEFAULT_POOL_SIZE = 8;
/** Songs and scores are written in batches, so that no statement outside migrations comes near this. */
const QUERY_TIMEOUT_MS = 30_000;
/** Before the operating system asks a silent connection whether it is still there. */
const KEEP_ALIVE_DELAY_MS = 30_000;

export interface ServerOptions {
  readonly url: string;
  readonly logger: Logger;
  /** Connections for queries, 1 or more. One listens besides, and each lock that is held has one. */
  readonly poolSize?: number;
  /** How long a statement outside migrations may take, and wait for a connection; 30 s unless told. */
  readonly queryTimeoutMs?: number;
}

/**
 * Connects to a PostgreSQL server and looks at whether it offers what is needed.
 *
 * @throws DatabaseUnavailableError when it cannot be reached.
 * @throws DatabaseUnfitError when something has to be changed first.
 */
export async function openServer(options: ServerOptions): Promise<Database> {
  const { url, logger, poolSize = DEFAULT_POOL_SIZE, queryTimeoutMs = QUERY_TIMEOUT_MS } = options;
  const location = locationOf(url);
  const address = readServerAddress(url);
  const connection: pg.ClientConfig = {
    ...address.connection,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  };
  const reaching = { connection, location, logger, roomMs: queryTimeoutMs };
  try {
    const { checked, connection: working } = await check(reaching, address.tlsOptional);
    return serverDatabase({ ...reaching, connection: working, poolSize, queryTimeoutMs, ...checked });
  } catch (cause) {
    throw failedToOpen(location, cause);
  }
}

interface Reaching {
  readonly connection: pg.ClientConfig;
  readonly location: string;
  readonly logger: Logger;
  /** How long to wait while the server has no connection to give. */
  readonly roomMs: number;
}

/** Two sessions as they come, so that nothing is left behind in those that a pooler shares. */
async function check(
  reaching: Reaching,
  tlsOptional: boolean,
): Promise<{ checked: CheckedServer; connection: pg.ClientConfig }> {
  const { connection, location, logger, roomMs } = reaching;
  const onError = (error: Error) => logger.warn({ err: error }, 'a database connection broke while in use');
  const open = () => openSession({ connection, name: 'moodring start', roomMs, onError, settings: 'role' });
  const sessions: pg.Client[] = [];
  try {
    const one = await open();
    sessions.push(one);
    const other = await open();
    sessions.push(other);
    return { checked: await checkServer(location, one, other), connection };
  } catch (error) {
    if (!tlsOptional || !isWithoutTls(error)) throw error;
    return await check({ ...reaching, connection: { ...connection, ssl: false } }, false);
  } finally {
    for (const session of sessions) await session.end();
  }
}

interface ServerParts extends Reaching, CheckedServer {
  readonly poolSize: number;
  readonly queryTimeoutMs: number;
}

function serverDatabase(parts: ServerParts): Database {
  const { connection, location, schema, logger, roomMs, poolSize, queryTimeoutMs } = parts;
  const openPool = (max: number, timeoutMs: number) =>
    createPool({ connection, location, schema, logger, roomMs, max, queryTimeoutMs: timeoutMs });
  const pool = openPool(poolSize, queryTimeoutMs);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const listener = createListener({
    connection: { ...connection, query_timeout: queryTimeoutMs },
    roomMs,
    onFull: pool.makeRoom,
    logger,
  });
  return {
    db,
    kind: 'server',
    location,
    async migrate() {
      // A migration may rewrite a table, or wait for another process that does.
      const patient = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: openPool(1, 0) }) });
      try {
        return await migrate(patient, schema);
      } finally {
        await patient.destroy();
      }
    },
    tryLock: (name, work) =>
      tryServerLock({ connection, location, logger, roomMs, onFull: pool.makeRoom }, name, work),
    listen: (channel, onNotify) => listener.listen(channel, onNotify),
    // Making a schema takes a right that one who may use this one need not have.
    bossOptions: () => ({ db: jobsConnection(pool), schema: JOBS_SCHEMA, createSchema: !parts.jobsExist }),
    async close() {
      await listener.close();
      await db.destroy();
    },
  };
}
