import type { Database } from '../../db/database.ts';
import type { QuotaLedger } from '../catalogue/quota/quota-ledger.ts';
import type { YouTubeClient } from '../catalogue/youtube.ts';
import { isDatabaseDown } from '../errors/is-database-down.ts';
import { databaseDown, databaseFinding, sourcesFinding, textsFinding } from './catalogue-findings.ts';
import type { Finding } from './finding.ts';
import { folderFindings } from './folder-findings.ts';
import { modelFinding } from './model-finding.ts';
import { runFindings } from './run-findings.ts';
import { budgetFinding, keyFinding, unreadableFindings } from './youtube-findings.ts';

export type { Finding } from './finding.ts';

export interface DoctorDeps {
  readonly database: Database;
  readonly quota: QuotaLedger;
  readonly youtube: YouTubeClient | undefined;
  readonly now: () => Date;
}

/**
 * Looks at everything that does not need Discord: database, disk, model, YouTube key and budget, runs, age of texts, sources.
 * It asks YouTube nothing and changes nothing.
 */
export async function doctor(deps: DoctorDeps): Promise<Finding[]> {
  try {
    return [
      await databaseFinding(deps),
      ...(await folderFindings(deps.database)),
      await modelFinding(deps),
      await keyFinding(deps),
      ...(deps.youtube === undefined ? [] : [await budgetFinding(deps), ...(await unreadableFindings(deps))]),
      ...(await runFindings(deps)),
      await textsFinding(deps),
      await sourcesFinding(deps),
    ];
  } catch (error) {
    if (isDatabaseDown(error)) return [databaseDown(deps.database)];
    throw error;
  }
}
