import { PGlite } from '@electric-sql/pglite';

/**
 * What PostgreSQL keeps in memory of its files. PGlite's own 160 MB are touched at every start, and a database of some
 * ten thousand songs takes 30 MB.
 */
const SHARED_BUFFERS = '32MB';

/** How PGlite starts PostgreSQL, and what differs here. */
export const START_PARAMS = [
  ...PGlite.defaultStartParams,
  ...['-c', `shared_buffers=${SHARED_BUFFERS}`],
  // A part of the log that is done with is deleted instead of kept for later with all that stands in it.
  ...['-c', 'wal_recycle=off'],
  ...['-c', 'min_wal_size=32MB'],
  // A new part is not filled with 16 MB of zeros first.
  ...['-c', 'wal_init_zero=off'],
];

/** Opens the embedded database in this thread, and makes it in an empty or missing directory. */
export function openPGlite(directory: string): Promise<PGlite> {
  return PGlite.create(directory, { startParams: START_PARAMS });
}
