import type { Kysely } from 'kysely';

/** Which commands have been taken on is forgotten daily, oldest first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('interactions_claimed_at').on('interactions').column('claimed_at').execute();
}
