import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Servers in which commands of an application were registered. What they are, only Discord knows. */
export async function registeredScopes(db: Kysely<Schema>, applicationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('command_registrations')
    .select('scope')
    .where('application_id', '=', applicationId)
    .execute();
  return rows.map((row) => row.scope);
}

/** Records that a server has commands of its own. */
export async function saveRegistration(
  db: Kysely<Schema>,
  { applicationId, scope, now }: { applicationId: string; scope: string; now: Date },
): Promise<void> {
  await db
    .insertInto('command_registrations')
    .values({ application_id: applicationId, scope, registered_at: now })
    .onConflict((conflict) =>
      conflict.columns(['application_id', 'scope']).doUpdateSet({ registered_at: now }),
    )
    .execute();
}

/** Forgets a server that has no commands of its own any more. */
export async function deleteRegistration(
  db: Kysely<Schema>,
  applicationId: string,
  scope: string,
): Promise<void> {
  await db
    .deleteFrom('command_registrations')
    .where('application_id', '=', applicationId)
    .where('scope', '=', scope)
    .execute();
}
