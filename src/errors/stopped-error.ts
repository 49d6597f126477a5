/** A start that was ended by a stop before it was through. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';

  constructor(options?: ErrorOptions) {
    super('stopped while starting', options);
  }
}
