import type { Kysely } from 'kysely';
import type { Schema } from '../../../db/schema.ts';
import type { QuotaLedger, QuotaState } from './quota-ledger.ts';

export interface ForecastDeps {
  readonly db: Kysely<Schema>;
  readonly quota: QuotaLedger;
  readonly now: () => Date;
}

/** What today's budget is still good for. */
export interface Forecast extends QuotaState {
  /** About how many more songs it lasts for, by what the sources brought lately; undefined while nothing is known. */
  readonly songs: number | undefined;
}

export async function forecast(_deps: ForecastDeps): Promise<Forecast> {
  throw new Error('not built yet');
}
