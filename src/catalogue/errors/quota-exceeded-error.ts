import type { QuotaBucket } from '../../../db/schema.ts';

export type { QuotaBucket } from '../../../db/schema.ts';

/** The reason of a call that our own ledger refused, because what the operator allows for a day is spent. */
export const OWN_BUDGET = 'budget';

export interface QuotaExceededOptions extends ErrorOptions {
  /** Whether there are units left, but no more than must be left over. */
  readonly reserved?: boolean;
}

/** Nothing more may be asked of YouTube before the next midnight Pacific time. */
export class QuotaExceededError extends Error {
  override readonly name = 'QuotaExceededError';
  readonly bucket: QuotaBucket;
  /** YouTube's own word for it, or {@link OWN_BUDGET}. */
  readonly reason: string;
  /** When the allowance starts anew. */
  readonly until: Date;

  constructor(bucket: QuotaBucket, reason: string, until: Date, options: QuotaExceededOptions = {}) {
    const { reserved = false, ...rest } = options;
    const what = bucket === 'search' ? 'searches' : 'reads';
    const whose =
      reason === OWN_BUDGET ? `Today's budget of YouTube ${what}` : `YouTube's daily allowance of ${what}`;
    const but = reserved ? ', apart from what is kept for refreshing songs' : '';
    const when = `${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    super(`${whose} is used up${but}; it starts anew at ${when}.`, rest);
    this.bucket = bucket;
    this.reason = reason;
    this.until = until;
  }
}
