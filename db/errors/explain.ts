import { type Explanation, FILE_CODES, NETWORK_CODES, SQL_STATES, WORDS } from './explanations.ts';
import { reasonOf } from './reason-of.ts';

export type { Explanation } from './explanations.ts';

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** What PGlite's file system throws: an object with a WASI error number. */
const WASI_CODES: Readonly<Record<number, string>> = {
  2: 'EACCES',
  19: 'EDQUOT',
  29: 'EIO',
  51: 'ENOSPC',
  63: 'EPERM',
  69: 'EROFS',
};

/**
 * Says in plain words why the database did not do what it should. What is not known by its code is quoted, with who
 * said it.
 */
export function explain(error: unknown): Explanation {
  return explanationOf(error) ?? { sentence: quoted(error) };
}

/** Whether an error is one that a PostgreSQL server, or PGlite, reported. */
export function isReported(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'severity' in error && SQL_STATE.test(codeOf(error));
}

/** An error's message for people: explained where the database reported it, its own otherwise. */
export function messageOf(error: unknown): string {
  if (isReported(error)) return explain(error).sentence;
  return error instanceof Error ? error.message : String(error);
}

/** What is known of an error by its code or its words, or undefined. */
export function explanationOf(error: unknown): Explanation | undefined {
  const code = codeOf(error);
  const words = error instanceof Error ? error.message : '';
  for (const [pattern, explanation] of WORDS) if (pattern.test(words)) return explanation;
  const byCode =
    FILE_CODES[code] ?? NETWORK_CODES[code] ?? (isReported(error) ? SQL_STATES[code] : undefined);
  if (byCode !== undefined) {
    if (!isReported(error)) return byCode;
    return { ...byCode, sentence: `${byCode.sentence.replace(/\.$/, '')} (PostgreSQL says: ${words}).` };
  }
  // Node tries every address of a name, and gathers the failures in an error without a message.
  if (error instanceof AggregateError && error.errors.length > 0) return explanationOf(error.errors[0]);
  return undefined;
}

function quoted(error: unknown): string {
  return isReported(error) ? `PostgreSQL reports “${error.message}” (${error.code}).` : reasonOf(error);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof Error || !('errno' in error) || typeof error.errno !== 'number') return '';
  return WASI_CODES[error.errno] ?? '';
}
