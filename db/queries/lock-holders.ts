import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** A session on the server that holds a lock which processes share. */
export interface LockHolder {
  /** Of the server's process. */
  readonly pid: number;
  /** Where it comes from; null on the server's own machine, or where this role may not know. */
  readonly address: string | null;
  readonly since: Date;
}

/** The sessions that hold the named lock right now, as `Database.tryLock` takes it. On a server only. */
export async function lockHolders(db: Kysely<Schema>, name: string): Promise<LockHolder[]> {
  const { rows } = await sql<LockHolder>`
    select distinct a.pid, host(a.client_addr) as address, a.backend_start as since
    from pg_stat_activity a
    join pg_locks l on l.pid = a.pid
    where a.datname = current_database() and a.application_name = ${`moodring ${name}`}
      and l.locktype = 'advisory' and l.granted
    order by since
  `.execute(db);
  return rows;
}
