import { reasonOf } from './reason-of.ts';

/** The database cannot be opened or reached, or no longer answers. The message never holds the password. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  /** Where it was looked for, without credentials. */
  readonly location: string;

  /** @param cause what failed, or a sentence that says it. */
  constructor(location: string, cause: unknown) {
    super(`The database at ${location} cannot be used: ${reasonOf(cause)}`, { cause });
    this.location = location;
  }
}
