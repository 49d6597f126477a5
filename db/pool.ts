import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { CONNECT_TIMEOUT_MS, prepareSession, whileFull } from './driver/server-session.ts';
import { DatabaseUnavailableError } from './errors/database-unavailable-error.ts';

/** After a server had no room for another connection, the pool is content with those it has for so long. */
const CONTENT_MS = 30_000;

export interface PoolOptions {
  readonly connection: pg.ClientConfig;
  /** The server, for people. */
  readonly location: string;
  /** Where the tables are. */
  readonly schema: string;
  readonly logger: Logger;
  readonly max: number;
  /** How long one statement may take; 0 for as long as it likes. */
  readonly queryTimeoutMs: number;
  /** How long work may wait for a connection. */
  readonly roomMs: number;
}

export interface Pool extends PostgresPool {
  /** Gives one connection back to a server that has no other for what needs a session of its own; keeps the last. */
  makeRoom(): void;
}

/** Connecting has a shorter limit than waiting for a connection of the pool, which pg-pool takes for the same. */
class QuickClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

/**
 * A pool of connections for Kysely that survives their breaking, wherever they break. What a lost connection makes
 * fail fails with a DatabaseUnavailableError, so that it differs from a query that was wrong. Where the server allows
 * fewer connections than the pool's, work waits its turn for those there are.
 */
export function createPool(options: PoolOptions): Pool {
  const { connection, location, schema, logger, max, queryTimeoutMs, roomMs } = options;
  const config: pg.PoolConfig = {
    ...connection,
    max,
    application_name: 'moodring',
    query_timeout: queryTimeoutMs,
    connectionTimeoutMillis: roomMs,
    Client: QuickClient,
    onConnect: (client) => prepareSession(client, schema),
  };
  const pool = new pg.Pool(config);
  // Without a listener, an error ends the process. The pool listens to idle connections only.
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
  const onError = (error: Error) => logger.warn({ err: error }, 'a database connection broke while in use');
  pool.on('acquire', (client) => client.on('error', onError));
  pool.on('release', (_error, client) => client.off('error', onError));
  let contentUntil = 0;

  /** Work queues for a connection that comes back instead of asking the server for one more. */
  function beContent(connections = pool.totalCount): void {
    const now = performance.now();
    if (now >= contentUntil)
      logger.warn({ open: pool.totalCount, max }, 'the server gives no more connections');
    contentUntil = now + CONTENT_MS;
    pool.options.max = Math.max(1, Math.min(pool.options.max, connections));
  }

  return {
    options: pool.options,
    end: () => pool.end(),
    makeRoom() {
      const connections = Math.min(pool.totalCount, pool.options.max);
      if (connections <= 1) return;
      beContent(connections - 1);
      pool.connect().then(
        (client) => client.release(true),
        (error: unknown) => logger.warn({ err: error }, 'the pool could not give a connection back'),
      );
    },
    async connect() {
      if (performance.now() >= contentUntil) pool.options.max = max;
      try {
        return guard(
          await whileFull(
            roomMs,
            () => pool.connect(),
            () => beContent(),
          ),
          location,
        );
      } catch (cause) {
        throw new DatabaseUnavailableError(location, cause);
      }
    },
  };
}

/** A connection for as long as it is checked out; once lost, it answers nothing and does not go back to the pool. */
function guard(client: pg.PoolClient, location: string): PostgresPoolClient {
  let lost: DatabaseUnavailableError | undefined;
  const lose = (cause: Error) => {
    lost ??= new DatabaseUnavailableError(location, cause);
  };
  client.on('error', lose);
  const query = async (text: string, parameters: readonly unknown[]) => {
    if (lost !== undefined) throw lost;
    try {
      return await client.query(text, [...parameters]);
    } catch (error) {
      // The statement may still be running, and what came after it would wait for it.
      if (error instanceof Error && error.message === 'Query read timeout') lose(error);
      throw lost ?? error;
    }
  };
  return {
    // The other overload is for cursors, which nobody here opens.
    query: query as unknown as PostgresPoolClient['query'],
    release(destroy) {
      client.off('error', lose);
      client.release(destroy === true || lost !== undefined);
    },
  };
}
