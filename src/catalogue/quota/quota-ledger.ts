import type { Kysely } from 'kysely';
import { exhaustBucket, forgetQuotaBefore, quotaOf, takeUnit } from '../../../db/queries/quota.ts';
import type { QuotaBucket, Schema } from '../../../db/schema.ts';
import { OWN_BUDGET, QuotaExceededError } from '../errors/quota-exceeded-error.ts';
import { nextPacificMidnight, pacificDay } from './pacific-day.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long it is remembered what a day cost. */
const REMEMBERED_DAYS = 60;

/** What YouTube says in the answer that {@link QuotaLedger.exhaust} is called for. */
const QUOTA_EXCEEDED = 'quotaExceeded';

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
  /**
   * Takes down that YouTube says the day's allowance is used up: no process asks again before the next day.
   *
   * @param sentAt when the request was sent that was refused, now unless given: an answer that comes after midnight
   * must not cost the new day.
   */
  exhaust(bucket: QuotaBucket, sentAt?: Date): Promise<void>;
  state(): Promise<QuotaState>;
}

export interface QuotaLedgerDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
  readonly budgets: QuotaBudgets;
}

/** The ledger that is kept in the table `quota`. */
export function createQuotaLedger({ db, now, budgets }: QuotaLedgerDeps): QuotaLedger {
  async function stateAt(at: Date): Promise<QuotaState> {
    const day = pacificDay(at);
    const rows = await quotaOf(db, day);
    const bucketState = (bucket: QuotaBucket): BucketState => {
      const row = rows.find((one) => one.bucket === bucket);
      const { units: spent, exhausted } = row ?? { units: 0, exhausted: false };
      const budget = budgets[bucket];
      return { budget, spent, left: exhausted ? 0 : Math.max(0, budget - spent), exhausted };
    };
    const buckets = { search: bucketState('search'), read: bucketState('read') };
    return { day, resetsAt: nextPacificMidnight(at), buckets };
  }

  async function refusal(bucket: QuotaBucket, at: Date): Promise<QuotaExceededError> {
    const { buckets, resetsAt } = await stateAt(at);
    const { exhausted, left } = buckets[bucket];
    if (exhausted) return new QuotaExceededError(bucket, QUOTA_EXCEEDED, resetsAt);
    return new QuotaExceededError(bucket, OWN_BUDGET, resetsAt, { reserved: left > 0 });
  }

  return {
    async take(bucket, { keep = 0 } = {}) {
      const at = now();
      const unit = { day: pacificDay(at), bucket, budget: budgets[bucket], keep: Math.max(0, keep) };
      const units = await takeUnit(db, unit);
      if (units === undefined) throw await refusal(bucket, at);
      // Once a day and bucket is often enough to tidy up.
      if (units === 1) {
        await forgetQuotaBefore(db, pacificDay(new Date(at.getTime() - REMEMBERED_DAYS * DAY_MS)));
      }
    },
    exhaust: (bucket, sentAt = now()) => exhaustBucket(db, pacificDay(sentAt), bucket),
    state: () => stateAt(now()),
  };
}
