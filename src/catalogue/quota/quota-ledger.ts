import type { Kysely } from 'kysely';
import type { QuotaBucket, Schema } from '../../../db/schema.ts';

/** Requests a day, by bucket. */
export type QuotaBudgets = Readonly<Record<QuotaBucket, number>>;

export interface BucketState {
  readonly budget: number;
  readonly spent: number;
  /** What may still be spent today: nothing once YouTube has said that the allowance is used up. */
  readonly left: number;
  /** Whether YouTube has said so. */
  readonly exhausted: boolean;
}

/** Today's budget, Pacific time. */
export interface QuotaState {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** The next midnight Pacific time. */
  readonly resetsAt: Date;
  readonly buckets: Readonly<Record<QuotaBucket, BucketState>>;
}

/** What all processes on one database have spent of YouTube's daily allowances. */
export interface QuotaLedger {
  /**
   * Writes one unit down, before its request is sent.
   *
   * @param options.keep units that must be left over after it, 0 unless given.
   * @throws QuotaExceededError when there is none left, or when YouTube has said so before; nothing is written then.
   */
  take(bucket: QuotaBucket, options?: { readonly keep?: number | undefined }): Promise<void>;
  /** Takes down that YouTube says the day's allowance is used up: no process asks again before the next day. */
  exhaust(bucket: QuotaBucket): Promise<void>;
  state(): Promise<QuotaState>;
}

export interface QuotaLedgerDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
  readonly budgets: QuotaBudgets;
}

export function createQuotaLedger(_deps: QuotaLedgerDeps): QuotaLedger {
  throw new Error('not built yet');
}
