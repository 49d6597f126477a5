import type { Holder } from '../../../db/errors/database-in-use-error.ts';

/** The process that holds the embedded database takes no commands, so that nothing was done. */
export class HolderUnreachableError extends Error {
  override readonly name = 'HolderUnreachableError';
  /** Undefined when it has not written itself down. */
  readonly holder: Holder | undefined;

  constructor(directory: string, holder: Holder | undefined, reason: string, options?: ErrorOptions) {
    const who = holder === undefined ? 'another process' : `process ${holder.pid} since ${holder.since}`;
    super(`The database in ${directory} is in use by ${who}, and ${reason}. Nothing was changed.`, options);
    this.holder = holder;
  }
}
