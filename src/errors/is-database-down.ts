import { DatabaseUnavailableError } from '../../db/errors/database-unavailable-error.ts';

/** SQLSTATE: connection exceptions (class 08), the server stopping or starting (57P), no room, memory or connection (53). */
const DOWN_STATES = /^(08...|57P..|53...|58030)$/;

/** What pg and PGlite say without a code. */
const DOWN_WORDS =
  /^(connection terminated|timeout exceeded when trying to connect|query read timeout|client .* is not queryable|PGlite is clos|aborted\()/i;

/**
 * Whether an error means that the database cannot be reached, rather than that a query was wrong. A bare network
 * error does not: it may be Discord's or YouTube's; the database's come as a DatabaseUnavailableError.
 */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseUnavailableError || DOWN_WORDS.test(error.message)) return true;
  if ('code' in error && typeof error.code === 'string' && DOWN_STATES.test(error.code)) return true;
  if (error instanceof AggregateError && error.errors.some(isDatabaseDown)) return true;
  return isDatabaseDown(error.cause);
}
