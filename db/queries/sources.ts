import type { Kysely, Selectable } from 'kysely';
import type { Schema, SourceKind, SourcesTable } from '../schema.ts';

export type Source = Selectable<SourcesTable>;

/**
 * Adds a source unless it is there; one that somebody disabled stays disabled.
 *
 * @returns whether it was added.
 */
export async function ensureSource(
  db: Kysely<Schema>,
  source: { readonly kind: SourceKind; readonly query: string },
): Promise<boolean> {
  const added = await db
    .insertInto('sources')
    .values({ kind: source.kind, query: source.query })
    .onConflict((conflict) => conflict.columns(['kind', 'query']).doNothing())
    .returning('source_id')
    .executeTakeFirst();
  return added !== undefined;
}

/** Sources, the one that has waited longest first. */
export async function listSources(db: Kysely<Schema>, enabledOnly: boolean): Promise<Source[]> {
  return db
    .selectFrom('sources')
    .selectAll()
    .$if(enabledOnly, (query) => query.where('enabled', '=', true))
    .orderBy('last_run_at', (order) => order.asc().nullsFirst())
    .orderBy('source_id')
    .execute();
}

/** Notes that a run has been through the source. */
export async function touchSource(db: Kysely<Schema>, sourceId: number, now: Date): Promise<void> {
  await db.updateTable('sources').set({ last_run_at: now }).where('source_id', '=', sourceId).execute();
}
