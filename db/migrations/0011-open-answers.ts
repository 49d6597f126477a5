import { type Kysely, sql } from 'kysely';

/**
 * Answers in Discord that show how far long work is, for as long as they are open: whoever starts next changes those of a
 * process that ended before it could say what became of the work.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('open_answers')
    .addColumn('message_id', 'text', (c) => c.primaryKey())
    .addColumn('channel_id', 'text', (c) => c.notNull())
    .addColumn('work', 'text', (c) =>
      c.notNull().check(sql`work in ('retrain', 'rollback', 'report', 'ingest')`),
    )
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('model_id', 'integer')
    .addColumn('opened_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .addColumn('alive_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .execute();
}
