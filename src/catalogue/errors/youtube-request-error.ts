/** YouTube refuses this one request, a playlist that is gone for example; others may still work. */
export class YouTubeRequestError extends Error {
  override readonly name = 'YouTubeRequestError';
  readonly status: number;
  /** YouTube's own word for it, or `unknown`. */
  readonly reason: string;

  constructor(status: number, reason: string, detail: string, options?: ErrorOptions) {
    super(`YouTube refuses the request (${status} ${reason}): ${detail}`, options);
    this.status = status;
    this.reason = reason;
  }
}
