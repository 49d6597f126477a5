import { explain } from './explain.ts';

/** A migration failed, and nothing of it was kept. */
export class MigrationFailedError extends Error {
  override readonly name = 'MigrationFailedError';
  /** The database, without credentials. */
  readonly location: string;

  constructor(location: string, cause: unknown) {
    super(
      `The tables of the database at ${location} could not be brought up to date, and were left as they were: ` +
        explain(cause).sentence,
      { cause },
    );
    this.location = location;
  }
}
