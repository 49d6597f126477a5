/** The database could not be opened or reached at start. The message never holds the password. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  /** Where it was looked for, without credentials. */
  readonly location: string;

  constructor(location: string, reason: string, options?: ErrorOptions) {
    super(`The database at ${location} cannot be used: ${reason}`, options);
    this.location = location;
  }
}
