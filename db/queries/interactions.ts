import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Takes a command on. @returns false when another process has. */
export async function claimInteraction(
  db: Kysely<Schema>,
  interactionId: string,
  now: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('interactions')
    .values({ interaction_id: interactionId, claimed_at: now })
    .onConflict((conflict) => conflict.column('interaction_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/** How many are forgotten by one statement. */
const BATCH = 1_000;

/** Forgets commands that were taken on before a moment, some at a time. @returns how many. */
export async function forgetInteractions(
  db: Kysely<Schema>,
  before: Date,
  signal?: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('interactions')
      .where('interaction_id', 'in', (old) =>
        old
          .selectFrom('interactions')
          .select('interaction_id')
          .where('claimed_at', '<', before)
          .orderBy('claimed_at')
          .limit(BATCH),
      )
      .executeTakeFirstOrThrow();
    forgotten += Number(numDeletedRows);
    if (numDeletedRows < BATCH || signal?.aborted === true) return forgotten;
    await turn();
  }
}
