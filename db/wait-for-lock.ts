import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database, LockName } from './database.ts';
import { type LockHolder, lockHolders } from './queries/lock-holders.ts';

const RETRY_MS = 250;
/** A wait that is longer is told, and again each time it has become ten times as long. */
const TELL_MS = 1_000;

export interface WaitForLockDependencies {
  readonly database: Database;
  readonly logger: Logger;
}

export interface WaitForLockRequest {
  readonly name: LockName;
  /** Ends the wait; what happens once the lock is held is up to the work. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the work while holding the named lock, once whoever holds it has let go. A wait of more than a second is logged
 * with who is waited for.
 *
 * @param work its signal is aborted if the lock is lost meanwhile.
 * @throws the signal's reason if it is aborted before the lock is held; what `work` throws.
 */
export async function waitForLock<T>(
  { database, logger }: WaitForLockDependencies,
  { name, signal }: WaitForLockRequest,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const since = performance.now();
  let tellAfter = TELL_MS;
  for (;;) {
    signal?.throwIfAborted();
    const run = await database.tryLock(name, work);
    if (run.held) return run.value;
    const waited = performance.now() - since;
    if (waited >= tellAfter) {
      tellAfter *= 10;
      const held = { lock: name, waitedMs: Math.round(waited), holders: await holdersOf(database, name) };
      logger.warn(held, 'waiting for another process that is at the same work');
    }
    await pauseUnless(signal);
  }
}

/** The embedded database has one process, whose lock is known to nobody else. */
async function holdersOf({ db, kind }: Database, name: LockName): Promise<LockHolder[]> {
  return kind === 'embedded' ? [] : await lockHolders(db, name);
}

async function pauseUnless(signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(RETRY_MS, undefined, signal && { signal });
  } catch (error) {
    // The reason says more than that a timer was aborted.
    signal?.throwIfAborted();
    throw error;
  }
}
