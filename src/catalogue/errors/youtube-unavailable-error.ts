/**
 * - network: no connection, or it broke
 * - timeout: no answer in time
 * - server: YouTube answered with a fault of its own
 * - body: the answer is not what the API documents (cut off, an HTML page, fields missing)
 */
export type UnavailableKind = 'network' | 'timeout' | 'server' | 'body';

export interface UnavailableDetails extends ErrorOptions {
  /** The HTTP status, if an answer came. */
  readonly status?: number;
  /** The pause YouTube asked for, if it named one. */
  readonly retryAfterMs?: number | undefined;
}

/** No usable answer came from YouTube; a later try may get one. */
export class YouTubeUnavailableError extends Error {
  override readonly name = 'YouTubeUnavailableError';
  readonly kind: UnavailableKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: UnavailableKind,
    detail: string,
    { status, retryAfterMs, cause }: UnavailableDetails = {},
  ) {
    super(`No usable answer from YouTube (${kind}): ${detail}`, { cause });
    this.kind = kind;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
