import { type Kysely, sql } from 'kysely';

/**
 * Which reactions a vote rests on, so that taking back a super reaction leaves the ordinary one and the other way round; 0 for votes
 * from before, of which any reaction taken back is the last. Registrations of commands say only where to look: what Discord has
 * is asked of Discord.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('votes')
    .addColumn('reactions', 'smallint', (c) => c.notNull().defaultTo(0).check(sql`reactions between 0 and 3`))
    .execute();
  await sql`delete from command_registrations where scope = ''`.execute(db);
  await db.schema.alterTable('command_registrations').dropColumn('hash').execute();
}
