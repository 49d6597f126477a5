import type { Kysely } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Schema } from './schema.ts';

/** The names of the locks that processes on one database share. */
export type LockName = 'setup' | 'starter' | 'ingest' | 'refresh' | 'retrain' | 'activation';

/** What processes on one database tell each other. */
export type Channel = 'moodring_model';

export type Locked<T> = { readonly held: true; readonly value: T } | { readonly held: false };

/** One open database, embedded (PGlite) or on a server (pg): what differs between them is behind this. */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly kind: 'embedded' | 'server';
  /** Where it is, for people; never with credentials. */
  readonly location: string;

  /** Brings the tables up to date, however long that takes. Resolves to the names of the migrations it applied. */
  migrate(): Promise<string[]>;

  /**
   * Runs `work` while holding the named lock, or returns at once with `held: false` if someone else has it. The
   * signal is aborted if the lock is lost meanwhile: another process may then be at the same work.
   */
  tryLock<T>(name: LockName, work: (signal: AbortSignal) => Promise<T>): Promise<Locked<T>>;

  /**
   * Calls `onNotify` for each `pg_notify` on the channel, from any process, and once with `undefined` after a
   * lost connection came back, since notifications may have been missed. Resolves to the way to stop.
   */
  listen(channel: Channel, onNotify: (payload: string | undefined) => void): Promise<() => Promise<void>>;

  /** How pg-boss reaches the same database. */
  bossOptions(): ConstructorParameters<typeof PgBoss>[0] & object;

  /** Closes connections and, where embedded, frees the directory. */
  close(): Promise<void>;
}
