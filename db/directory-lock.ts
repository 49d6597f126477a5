import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseInUseError, type Holder } from './errors/database-in-use-error.ts';

/** SQLite's result code for "another connection holds the lock". */
const SQLITE_BUSY = 5;

export interface DirectoryLock {
  release(): void;
}

/** Who holds the embedded database of `dataDir`, or undefined when nobody has written themselves down. */
export function readHolder(dataDir: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(dataDir), 'utf8')) as Holder;
  } catch (cause) {
    if (isMissing(cause) || cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/**
 * Takes the exclusive lock of a data directory for this process.
 *
 * The lock is SQLite's own file lock, held by an open transaction: the operating system drops it with the
 * process, `kill -9` included, so there is no stale lock to guess about and no process id to trust. The id is
 * only written beside it to name the holder.
 *
 * @throws DatabaseInUseError when another process, or another part of this one, holds it.
 */
export function lockDirectory(dataDir: string, holder: Holder): DirectoryLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(dataDir, 'pg.lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY) {
      throw new DatabaseInUseError(join(dataDir, 'pg'), readHolder(dataDir), { cause });
    }
    throw cause;
  }
  writeFileSync(holderFile(dataDir), JSON.stringify(holder), { mode: 0o600 });
  return {
    release() {
      rmSync(holderFile(dataDir), { force: true });
      lock.close();
    },
  };
}

function holderFile(dataDir: string): string {
  return join(dataDir, 'pg.holder.json');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
