/** The command line that asked for a command hung up. */
export class AskerGoneError extends Error {
  override readonly name = 'AskerGoneError';

  constructor(options?: ErrorOptions) {
    super('The command line that asked for this hung up.', options);
  }
}
