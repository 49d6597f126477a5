import { parentPort, workerData } from 'node:worker_threads';
import { fieldsOf } from './error-fields.ts';
import { openPGlite } from './open-pglite.ts';
import type { Report, Request, WorkerSettings } from './protocol.ts';

/*
 * The database's thread: opens the database in the directory it is given, says that it is ready, and runs what it is
 * asked in the order in which it is asked. See `openSession`.
 */
if (parentPort === null) throw new Error('expected to be a worker thread');
const port = parentPort;
const { directory } = workerData as WorkerSettings;
const report = (what: Report) => port.postMessage(what);

const pglite = await openPGlite(directory).catch((error: unknown) => {
  report({ kind: 'broken', error: fieldsOf(error) });
  return undefined;
});
if (pglite !== undefined) {
  pglite.onNotification((channel, payload) => report({ kind: 'notification', channel, payload }));
  // PGlite itself puts what comes while it is busy in line.
  port.on('message', (request: Request) => void answer(request));
  report({ kind: 'ready' });
}

async function answer(request: Request): Promise<void> {
  if (pglite === undefined) return;
  if (request.kind === 'close') {
    await pglite.close();
    port.close();
    return;
  }
  const { id, sql } = request;
  try {
    const results =
      request.kind === 'query' ? [await pglite.query(sql, [...request.parameters])] : await pglite.exec(sql);
    const plain = results.map(({ rows, affectedRows, command }) => ({ rows, affectedRows, command }));
    report({ kind: 'done', id, results: plain });
  } catch (error) {
    const fields = fieldsOf(error);
    if (isBeyondRepair(error)) {
      report({ kind: 'broken', error: fields });
      // What it left in memory must not be written to the files by a later statement.
      process.exit(1);
    }
    report({ kind: 'failed', id, error: fields });
  }
}

/** Whether PostgreSQL itself was cut off (a panic, no memory left), so that what it holds in memory is not to be trusted. */
function isBeyondRepair(error: unknown): boolean {
  if (error instanceof Error && error.name === 'RuntimeError') return true;
  if (error instanceof RangeError) return error.message.includes('call stack');
  // Emscripten's, which is not an Error.
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'ExitStatus';
}
