import type { Logger } from 'pino';
import type { Statements } from './session.ts';

const EVERY_MS = 60_000;
/** Bytes of write-ahead log after which the tables' files are brought up to date; two of its files. */
const LONGEST_LOG = 32 * 1024 * 1024;

/**
 * Looks after the write-ahead log's length every minute.
 * @returns ends it
 */
export function keepLogShort(session: Statements, logger: Logger): () => void {
  const timer = setInterval(() => {
    shortenLog(session).catch((error: unknown) => {
      logger.warn({ err: error }, 'the write-ahead log could not be shortened');
    });
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Brings the files of the tables up to date when there is much in the write-ahead log, so that its older part is
 * deleted: without PostgreSQL's background processes nothing else does before the database is closed. A checkpoint
 * takes some 10 ms, and 100 ms after a lot was written.
 */
export async function shortenLog(session: Statements): Promise<void> {
  const { rows } = await session.query<{ bytes: number }>(
    'select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()',
  );
  if ((rows[0]?.bytes ?? 0) > LONGEST_LOG) await session.exec('checkpoint');
}
