import type { Logger } from 'pino';
import type { Locked, LockName } from '../database.ts';
import { DatabaseUnavailableError } from '../errors/database-unavailable-error.ts';
import { openSession, type SessionOptions } from './server-session.ts';

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

export interface LockDependencies extends Pick<SessionOptions, 'connection' | 'roomMs' | 'onFull'> {
  /** The server, for people. */
  readonly location: string;
  readonly logger: Logger;
}

/**
 * {@link Database.tryLock} on a server: on its own connection, because a session lock lives as long as its session. It
 * is given back before the connection ends, since a pooler may keep the session.
 */
export async function tryServerLock<T>(
  { location, logger, ...reaching }: LockDependencies,
  name: LockName,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Locked<T>> {
  const lost = new AbortController();
  const unavailable = (cause: unknown): never => {
    throw new DatabaseUnavailableError(location, cause);
  };
  const onError = (error: Error) => {
    logger.error({ err: error, lock: name }, 'the connection that holds a lock broke');
    lost.abort(new DatabaseUnavailableError(location, error));
  };
  const session = await openSession({ ...reaching, name: `moodring ${name}`, onError }).catch(unavailable);
  const keys = [LOCK_SPACE, LOCK_KEYS[name]];
  const ask = async (call: string) => {
    const { rows } = await session.query<{ done: boolean }>(`select ${call}($1, $2) as done`, keys);
    return rows[0]?.done === true;
  };
  try {
    if (!(await ask('pg_try_advisory_lock').catch(unavailable))) return { held: false };
    try {
      return { held: true, value: await work(lost.signal) };
    } finally {
      if (!lost.signal.aborted) await giveBack();
    }
  } finally {
    await session.end();
  }

  /** What the work did counts, whatever becomes of the lock: the end of the session frees it too. */
  async function giveBack(): Promise<void> {
    try {
      if (await ask('pg_advisory_unlock')) return;
      logger.error({ lock: name }, 'a lock was gone before its work was done: something shares the session');
    } catch (error) {
      logger.error({ err: error, lock: name }, 'a lock could not be given back');
    }
  }
}
