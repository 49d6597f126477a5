/** A start, or work, that was ended before it was done because the program stops. No fault of either. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';

  constructor(options?: ErrorOptions) {
    super('stopped before it was done', options);
  }
}
