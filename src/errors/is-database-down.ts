/** What Node and PostgreSQL say when there is no talking to the server; 08 and 57P are classes of SQLSTATE. */
const DOWN = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EPIPE|08...|57P..|53300)$/;
const DOWN_WORDS =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|PGlite is closed/i;

/** Whether an error means that the database cannot be reached, rather than that a query was wrong. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && DOWN.test(error.code)) return true;
  if (error instanceof AggregateError && error.errors.some(isDatabaseDown)) return true;
  return DOWN_WORDS.test(error.message) || isDatabaseDown(error.cause);
}
