import { type Kysely, sql } from 'kysely';

/** Runs may be rollbacks, and songs are found by their titles; see `db/queries/song-search.ts` for the two indexes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('runs').dropConstraint('runs_kind_check').execute();
  await db.schema
    .alterTable('runs')
    .addCheckConstraint('runs_kind_check', sql`kind in ('ingest', 'refresh', 'retrain', 'rollback')`)
    .execute();
  await sql`create index songs_title_start on songs (lower(title) text_pattern_ops)`.execute(db);
  await sql`
    create index songs_title_words on songs
    using gin (to_tsvector('simple'::regconfig, translate(title, './@:-_''', '       ')))
  `.execute(db);
}
