import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations/index.ts';
import type { Schema } from './schema.ts';

/**
 * Brings the tables up to date, all pending migrations in one transaction under the migrator's advisory
 * lock: of two processes that start at once one migrates, the other waits and finds nothing to do.
 *
 * @param schema where the tables are, where another schema of the database may have tables of the same names.
 * @returns the names of the migrations that were applied.
 * @throws what the failed migration threw; nothing of it stays.
 */
export async function migrate(db: Kysely<Schema>, schema?: string): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return results.map((result) => result.migrationName);
}
