import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Hashes of what was last registered for an application, by scope: a guild's id, or empty for global. */
export async function registrations(db: Kysely<Schema>, applicationId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('command_registrations')
    .select(['scope', 'hash'])
    .where('application_id', '=', applicationId)
    .execute();
  return new Map(rows.map((row) => [row.scope, row.hash]));
}

/** Notes what Discord was told. */
export async function saveRegistration(
  db: Kysely<Schema>,
  { applicationId, scope, hash, now }: { applicationId: string; scope: string; hash: string; now: Date },
): Promise<void> {
  await db
    .insertInto('command_registrations')
    .values({ application_id: applicationId, scope, hash, registered_at: now })
    .onConflict((conflict) =>
      conflict.columns(['application_id', 'scope']).doUpdateSet({ hash, registered_at: now }),
    )
    .execute();
}

/** Forgets a scope that has no commands any more. */
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
