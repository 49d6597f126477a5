import { inspect } from 'node:util';

/** Why something failed, for people: a message, or failing that a code. Never empty. */
export function reasonOf(error: unknown): string {
  if (typeof error === 'string') return error || 'no reason was given';
  // Anything may be thrown, also what cannot be made a string of.
  if (!(error instanceof Error)) return inspect(error);
  if (error.message !== '') return error.message;
  // Node tries every address of a name, and gathers the failures in an error without a message.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
