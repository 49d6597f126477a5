import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { DatabaseUnavailableError } from './errors/database-unavailable-error.ts';

/**
 * A transaction that its process left open (the machine lost the network, say) frees its locks after this long;
 * nothing between two statements of a transaction takes seconds.
 */
const IDLE_IN_TRANSACTION_MS = 60_000;

export interface PoolOptions {
  readonly connection: pg.ClientConfig;
  /** The server, for people. */
  readonly location: string;
  readonly logger: Logger;
  readonly max: number;
  /** How long one statement may take; 0 for as long as it likes. */
  readonly queryTimeoutMs: number;
}

/**
 * A pool of connections for Kysely that survives their breaking, wherever they break. What a lost connection makes
 * fail fails with a DatabaseUnavailableError, so that it differs from a query that was wrong.
 */
export function createPool({ connection, location, logger, max, queryTimeoutMs }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    ...connection,
    max,
    application_name: 'moodring',
    query_timeout: queryTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  });
  // Without a listener, an error ends the process. The pool listens to idle connections only.
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
  const onError = (error: Error) => logger.warn({ err: error }, 'a database connection broke while in use');
  pool.on('acquire', (client) => client.on('error', onError));
  pool.on('release', (_error, client) => client.off('error', onError));
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      try {
        return guard(await pool.connect(), location);
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
