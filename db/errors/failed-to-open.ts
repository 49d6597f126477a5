import { DatabaseInUseError } from './database-in-use-error.ts';
import { DatabaseUnavailableError } from './database-unavailable-error.ts';
import { DatabaseUnfitError } from './database-unfit-error.ts';
import { explain } from './explain.ts';

const EXPECTED = [DatabaseInUseError, DatabaseUnavailableError, DatabaseUnfitError];

/**
 * What an opening that failed is told as: a DatabaseUnfitError where somebody has to change something, a
 * DatabaseUnavailableError where it may work the next time. What failed is its `cause`.
 */
export function failedToOpen(location: string, cause: unknown): unknown {
  if (EXPECTED.some((kind) => cause instanceof kind)) return cause;
  const { sentence, unfit } = explain(cause);
  return unfit === undefined
    ? new DatabaseUnavailableError(location, cause)
    : new DatabaseUnfitError(unfit, location, sentence, { cause });
}
