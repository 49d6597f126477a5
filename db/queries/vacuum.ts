import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

export interface TableSize {
  readonly schema: string;
  readonly name: string;
  /** With its indexes and long texts. */
  readonly bytes: number;
}

/** All tables that hold something of ours, the smallest first. */
export async function tableSizes(db: Kysely<Schema>): Promise<readonly TableSize[]> {
  const { rows } = await sql<TableSize>`
    select n.nspname as schema, c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
    order by bytes, c.oid
  `.execute(db);
  return rows;
}

/** Writes a table and its indexes anew, without what was deleted. Nobody can read it meanwhile. */
export async function rewriteTable(db: Kysely<Schema>, { schema, name }: TableSize): Promise<void> {
  await sql`vacuum (full) ${sql.id(schema, name)}`.execute(db);
}

/** Makes the room of deleted rows free for new ones; what stood there stays in the file until it is written over. */
export async function freeRows(db: Kysely<Schema>, { schema, name }: TableSize): Promise<void> {
  await sql`vacuum (index_cleanup on) ${sql.id(schema, name)}`.execute(db);
}

/** Brings all files up to date, and has the write-ahead log until now deleted. */
export async function dropLog(db: Kysely<Schema>): Promise<void> {
  await sql`select pg_switch_wal()`.execute(db);
  await sql`checkpoint`.execute(db);
}
