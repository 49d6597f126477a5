import type { Database } from '../../db/database.ts';

/**
 * How many pieces of one kind of work use the database at a time. The embedded one does one thing after another, on a
 * server they leave connections to commands.
 */
export function atOnce({ kind }: Pick<Database, 'kind'>): number {
  return kind === 'embedded' ? 1 : 4;
}
