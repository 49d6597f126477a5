/** Which of YouTube's daily allowances: searches have one of their own, all other reads share another. */
export type QuotaBucket = 'search' | 'read';

/** The day's allowance is used up; asking again before midnight Pacific time is of no use. */
export class QuotaExceededError extends Error {
  override readonly name = 'QuotaExceededError';
  readonly bucket: QuotaBucket;
  /** YouTube's own word for it. */
  readonly reason: string;

  constructor(bucket: QuotaBucket, reason: string, options?: ErrorOptions) {
    const what = bucket === 'search' ? 'searches' : 'reads';
    super(
      `YouTube's daily allowance of ${what} is used up; it starts anew at midnight Pacific time.`,
      options,
    );
    this.bucket = bucket;
    this.reason = reason;
  }
}
