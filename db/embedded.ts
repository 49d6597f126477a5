import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PGliteDialect, type PGliteDialectConfig } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database, LockName } from './database.ts';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { hasDatabase } from './driver/data-folder.ts';
import { failedToOpenFolder } from './driver/folder-failure.ts';
import { keepLogShort } from './driver/keep-log-short.ts';
import { makeDatabase } from './driver/make-database.ts';
import { openSession } from './driver/open-session.ts';
import type { EmbeddedSession } from './driver/session.ts';
import type { Holder } from './errors/database-in-use-error.ts';
import type { DatabaseUnavailableError } from './errors/database-unavailable-error.ts';
import { failedToOpen } from './errors/failed-to-open.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

/** Databases that are being made carry the name of the finished one and this. */
const UNFINISHED = '.new';

/** Times to try again, 0.1 s, 0.2 s, … apart, while a program that is about to end still adds files. */
const REMOVE_RETRIES = 5;

export interface EmbeddedOptions {
  /** The directory that holds `pg/`, the lock and the holder's name. */
  readonly dataDir: string;
  readonly controlSocket: string;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Told when the database ends by itself, after which nothing that needs it works. */
  readonly onLost?: (reason: DatabaseUnavailableError) => void;
}

/**
 * Opens PostgreSQL inside this process, in a thread of its own, on the files in `<dataDir>/pg`.
 *
 * @throws DatabaseInUseError when another process has it open.
 * @throws DatabaseUnfitError when the directory cannot be read as a database, DatabaseUnavailableError on a full disk.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const { dataDir, controlSocket, logger, now, onLost = () => {} } = options;
  const location = join(dataDir, 'pg');
  const lock = take(dataDir, { pid: process.pid, since: now().toISOString(), controlSocket });
  try {
    await removeUnfinished(dataDir);
    if (!hasDatabase(location)) await make(location);
    const session = await openSession({
      directory: location,
      onLost(reason) {
        logger.fatal({ err: reason }, 'the embedded database has ended');
        onLost(reason);
      },
    });
    const stopKeeping = keepLogShort(session, logger);
    return embeddedDatabase(session, location, async (db) => {
      stopKeeping();
      await db.destroy();
      // Kysely closes what it has used.
      await session.close();
      lock.release();
    });
  } catch (cause) {
    lock.release();
    throw failedToOpenFolder(location, cause);
  }
}

function take(dataDir: string, holder: Holder): DirectoryLock {
  try {
    return lockDirectory(dataDir, holder);
  } catch (cause) {
    throw failedToOpen(join(dataDir, 'pg'), cause);
  }
}

/** Wraps an open session; `close` says what closing means to its opener. */
export function embeddedDatabase(
  session: EmbeddedSession,
  location: string,
  close: (db: Kysely<Schema>) => Promise<void>,
): Database {
  const held = new Set<LockName>();
  // Kysely's type wants the columns' types with each result too, which it does not read.
  const pglite = session as unknown as PGliteDialectConfig['pglite'];
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  const { signal: neverLost } = new AbortController();
  return {
    db,
    kind: 'embedded',
    location,
    migrate: () => migrate(db),
    // The directory lock keeps other processes out, so a lock among this process's own tasks is enough; a
    // PostgreSQL session lock would not even tell them apart, because they share the one session.
    async tryLock(name, work) {
      if (held.has(name)) return { held: false };
      held.add(name);
      try {
        return { held: true, value: await work(neverLost) };
      } finally {
        held.delete(name);
      }
    },
    listen: (channel, onNotify) => session.listen(channel, onNotify),
    bossOptions: () => ({ db: fromPglite(session), backend: 'pglite' }),
    close: () => close(db),
  };
}

/** Under another name first, so that a database whose making was cut off is not taken for a whole one. */
async function make(location: string): Promise<void> {
  // A new name each time: a maker whose starter was killed cannot write into this one's.
  const unfinished = `${location}${UNFINISHED}-${process.pid}-${randomUUID()}`;
  await makeDatabase(unfinished);
  await rename(unfinished, location);
}

/** Removes what attempts to make a database left that were cut off; for who holds the directory's lock. */
async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(`pg${UNFINISHED}`)) continue;
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: REMOVE_RETRIES });
  }
}
