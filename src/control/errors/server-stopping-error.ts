/** The process that runs a command is about to end. */
export class ServerStoppingError extends Error {
  override readonly name = 'ServerStoppingError';

  constructor(options?: ErrorOptions) {
    super('The process that ran the command is being stopped. Try again once it is back.', options);
  }
}
