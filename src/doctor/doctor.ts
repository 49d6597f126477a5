import type { Database } from '../../db/database.ts';
import type { QuotaLedger } from '../catalogue/quota/quota-ledger.ts';
import type { YouTubeClient } from '../catalogue/youtube.ts';

export interface DoctorDeps {
  readonly database: Database;
  readonly quota: QuotaLedger;
  readonly youtube: YouTubeClient | undefined;
  readonly now: () => Date;
}

/** One thing that was looked at. */
export interface Finding {
  readonly state: 'good' | 'warning' | 'bad';
  /** A few words: what was looked at. */
  readonly title: string;
  /** One or two plain sentences: how it is, and what to do where something is to be done. */
  readonly text: string;
}

/** Looks at everything that does not need Discord: database, model, YouTube key and budget, runs, age of texts. */
export async function doctor(_deps: DoctorDeps): Promise<Finding[]> {
  throw new Error('not built yet');
}
