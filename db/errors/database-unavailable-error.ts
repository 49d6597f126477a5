import { explain } from './explain.ts';

/** The database cannot be opened or reached, or no longer answers. The message never holds the password. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  /** Where it was looked for, without credentials. */
  readonly location: string;

  /**
   * @param cause what failed, or a sentence that says it.
   * @param sentence what it means, where more is known than `cause` tells.
   */
  constructor(location: string, cause: unknown, sentence = explain(cause).sentence) {
    super(`The database at ${location} cannot be used: ${sentence}`, { cause });
    this.location = location;
  }
}
