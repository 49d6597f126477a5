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

/** Forgets commands that were taken on before a moment. */
export async function forgetInteractions(db: Kysely<Schema>, before: Date): Promise<void> {
  await db.deleteFrom('interactions').where('claimed_at', '<', before).execute();
}
