import type { Database } from '../../db/database.ts';
import { dropLog, freeRows, rewriteTable, type TableSize, tableSizes } from '../../db/queries/vacuum.ts';

/**
 * Tables up to this size are written anew, some 60 ms a megabyte: longer than a quarter of a second nobody shall wait.
 * In larger ones the room of what was deleted is made free, and what stood there is there until something new takes it.
 */
const REWRITTEN_BYTES = 4_000_000;

/**
 * Takes what was deleted out of the embedded database's files, where it would stay without PostgreSQL's background
 * processes. One statement a table, so that others have their turn in between. A server does this by itself.
 *
 * @throws AggregateError with what failed, after all tables.
 */
export async function cleanFiles(
  { db, kind }: Pick<Database, 'db' | 'kind'>,
  signal: AbortSignal,
): Promise<void> {
  if (kind === 'server') return;
  const failures: unknown[] = [];
  const attempt = (step: Promise<void>) => step.catch((error: unknown) => void failures.push(error));
  for (const table of await tableSizes(db)) {
    if (signal.aborted) break;
    await attempt(clean(table));
  }
  // The log tells of all that was ever written since it began.
  if (!signal.aborted) await attempt(dropLog(db));
  if (failures.length > 0) throw new AggregateError(failures, 'not all files are clean');

  function clean(table: TableSize): Promise<void> {
    return table.bytes <= REWRITTEN_BYTES ? rewriteTable(db, table) : freeRows(db, table);
  }
}
