/** YouTube asks for a pause that is longer than a call may wait, or asked for one too often. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  /** The pause it asked for, if it named one. */
  readonly retryAfterMs: number | undefined;

  constructor(retryAfterMs: number | undefined, options?: ErrorOptions) {
    const pause = retryAfterMs === undefined ? '' : ` for ${Math.ceil(retryAfterMs / 1000)} s`;
    super(`YouTube asks to be left alone${pause}: too many requests at once.`, options);
    this.retryAfterMs = retryAfterMs;
  }
}
