import { type Kysely, sql } from 'kysely';
import { lockSongs } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';

/** Holds the row lock of a song, as a vote in another process does, until the returned function is called. */
export async function holdSong(db: Kysely<Schema>, videoId: string): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const transaction = db.transaction().execute(async (trx) => {
    await lockSongs(trx, [videoId]);
    held.resolve();
    await gate.promise;
  });
  await Promise.race([held.promise, transaction]);
  return async () => {
    gate.resolve();
    await transaction;
  };
}

/**
 * Resolves once a session on this PostgreSQL database waits for a lock, or `meanwhile` says that it is too late for
 * that. Asks the server again and again, since nobody is told of a wait.
 */
export async function lockAwaited(db: Kysely<Schema>, meanwhile: () => boolean): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `.execute(db);
    if (rows.length > 0 || meanwhile()) return;
  }
}
