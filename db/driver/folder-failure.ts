import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseUnavailableError } from '../errors/database-unavailable-error.ts';
import { DatabaseUnfitError } from '../errors/database-unfit-error.ts';
import { FULL } from '../errors/explanations.ts';
import { failedToOpen } from '../errors/failed-to-open.ts';

/** One segment of PostgreSQL's log of changes, which it may need to open a database. */
const NEEDED_BYTES = 16 * 1024 * 1024;

/** Room left for this user where a path is. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** As {@link failedToOpen}; PGlite says nothing of a full disk, which does not damage what is there. */
export function failedToOpenFolder(location: string, cause: unknown): unknown {
  const error = failedToOpen(location, cause);
  const mayBeFull = error instanceof DatabaseUnfitError ? error.kind === 'damaged' : true;
  if (!mayBeFull || freeBytes(dirname(location)) >= NEEDED_BYTES) return error;
  return new DatabaseUnavailableError(location, cause, FULL);
}
