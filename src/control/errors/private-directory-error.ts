/** A directory for the control socket exists and is not this user's alone. */
export class PrivateDirectoryError extends Error {
  override readonly name = 'PrivateDirectoryError';
  readonly directory: string;

  constructor(directory: string, problem: string, options?: ErrorOptions) {
    super(`${directory} cannot be used for the control socket: ${problem}.`, options);
    this.directory = directory;
  }
}
