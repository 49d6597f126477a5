/** Somebody pressed Ctrl+C, or the system asked the process to end. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(options?: ErrorOptions) {
    super('Stopped before it was done.', options);
  }
}
