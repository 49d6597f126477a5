import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../db/migrations/index.ts';
import { registeredScopes, saveRegistration } from '../../db/queries/registrations.ts';
import { describeEachDatabase } from '../support/databases.ts';

async function migrate(db: Kysely<never>, before: string): Promise<void> {
  const some = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < before));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => some },
  }).migrateToLatest();
  if (error !== undefined) throw error;
}

describeEachDatabase('a database of the release before reactions were told apart', (open) => {
  test('keeps its votes and the servers that have commands of their own', async () => {
    const { db } = await open();
    const old = db as unknown as Kysely<never>;
    await sql`drop schema public cascade`.execute(old);
    await sql`create schema public`.execute(old);
    await migrate(old, '0008');
    await sql`
      insert into songs (video_id, title, license, origin) values ('aaaaaaaaaaa', 'A song', 'CC BY 3.0', 'starter')
    `.execute(old);
    await sql`insert into votes (video_id, voter_id, mood) values ('aaaaaaaaaaa', 'ada', 'chill')`.execute(
      old,
    );
    await sql`
      insert into command_registrations (application_id, scope, hash) values ('1', '', 'x'), ('1', '99', 'y')
    `.execute(old);
    await migrate(old, '9999');
    expect(await db.selectFrom('votes').select(['voter_id', 'mood', 'reactions']).execute()).toEqual([
      { voter_id: 'ada', mood: 'chill', reactions: 0 },
    ]);
    await saveRegistration(db, { applicationId: '1', scope: '99', now: new Date() });
    expect(await registeredScopes(db, '1')).toEqual(['99']);
  });
});
