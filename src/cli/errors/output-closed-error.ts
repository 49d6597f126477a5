/** Whoever read our output has seen enough, as `head` does; no failure. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';

  constructor(options?: ErrorOptions) {
    super('Nobody reads the output any more.', options);
  }
}
