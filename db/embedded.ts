import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { Database, LockName } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { DatabaseUnavailableError } from './errors/database-unavailable-error.ts';
import type { Schema } from './schema.ts';

export interface EmbeddedOptions {
  /** The directory that holds `pg/`, the lock and the holder's name. */
  readonly dataDir: string;
  readonly controlSocket: string;
  readonly now: () => Date;
}

/**
 * Opens PostgreSQL inside this process, in `<dataDir>/pg`.
 *
 * @throws DatabaseInUseError when another process has it open.
 * @throws DatabaseUnavailableError when the directory cannot be read as a database.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const { dataDir, controlSocket, now } = options;
  const location = join(dataDir, 'pg');
  const lock = lockDirectory(dataDir, { pid: process.pid, since: now().toISOString(), controlSocket });
  try {
    if (!existsSync(location)) await make(location);
    const pglite = await PGlite.create(location);
    return embeddedDatabase(pglite, location, async (db) => {
      await db.destroy();
      lock.release();
    });
  } catch (cause) {
    lock.release();
    throw new DatabaseUnavailableError(location, describe(cause), { cause });
  }
}

/** Wraps an open PGlite; `close` says what closing means to whoever opened it. */
export function embeddedDatabase(
  pglite: PGlite,
  location: string,
  close: (db: Kysely<Schema>) => Promise<void>,
): Database {
  const held = new Set<LockName>();
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  return {
    db,
    kind: 'embedded',
    location,
    // The directory lock keeps other processes out, so a lock among this process's own tasks is enough; a
    // PostgreSQL session lock would not even tell them apart, because they share the one session.
    async tryLock(name, work) {
      if (held.has(name)) return { held: false };
      held.add(name);
      try {
        return { held: true, value: await work() };
      } finally {
        held.delete(name);
      }
    },
    listen: (channel, onNotify) => pglite.listen(channel, onNotify),
    bossOptions: () => ({ db: fromPglite(pglite), backend: 'pglite' }),
    close: () => close(db),
  };
}

/**
 * Makes the database in another process, because making one takes some 140 MB of WebAssembly memory that a process
 * never gives back; under another name first, so that one that was cut off is not taken for a whole one.
 */
async function make(location: string): Promise<void> {
  const unfinished = `${location}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'make-embedded.ts'), unfinished]);
  await rename(unfinished, location);
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
