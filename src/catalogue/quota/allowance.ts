import type { Kysely } from 'kysely';
import type { QuotaBucket, Schema } from '../../../db/schema.ts';
import { OWN_BUDGET, QuotaExceededError } from '../errors/quota-exceeded-error.ts';
import { refreshReserve } from './forecast.ts';
import type { QuotaLedger } from './quota-ledger.ts';

/** What one run may spend. */
export interface Allowance {
  readonly search: number;
  readonly read: number;
  /** Reads of the day that are kept for refreshing the songs there are. */
  readonly reserve: number;
  /** What was spent of the day before. */
  readonly spent: Readonly<Record<QuotaBucket, number>>;
}

export interface AllowanceDeps {
  readonly database: { readonly db: Kysely<Schema> };
  readonly quota: QuotaLedger;
  readonly now: () => Date;
}

/**
 * A share of what is left of today's budget; of anything that is left at least one unit.
 *
 * @param share 0 to 1
 * @throws QuotaExceededError when nothing is left that a run could be begun with.
 */
export async function allowanceOf(deps: AllowanceDeps, share: number): Promise<Allowance> {
  const { database, quota, now } = deps;
  const { buckets, resetsAt } = await quota.state();
  const reserve = await refreshReserve(database.db, now());
  const read = Math.max(0, buckets.read.left - reserve);
  // Without reads nothing that is found could become a song.
  if (read === 0) {
    const { left, exhausted } = buckets.read;
    const reason = exhausted ? 'quotaExceeded' : OWN_BUDGET;
    throw new QuotaExceededError('read', reason, resetsAt, { reserved: left > 0 });
  }
  return {
    search: Math.ceil(buckets.search.left * share),
    read: Math.ceil(read * share),
    reserve,
    spent: { search: buckets.search.spent, read: buckets.read.spent },
  };
}
