import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { dropOldSuggestions } from '../catalogue/suggestions/suggest.ts';
import { cleanFiles } from './clean-files.ts';

export interface UpkeepDependencies {
  readonly database: Pick<Database, 'db' | 'kind'>;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** One thing that is removed when it is too old, so that no table grows for ever. */
interface Step {
  readonly name: string;
  run(deps: UpkeepDependencies, signal: AbortSignal): Promise<unknown>;
}

const STEPS: readonly Step[] = [
  { name: 'suggestions', run: ({ database, now }) => dropOldSuggestions({ db: database.db, now }) },
  // Last: it takes what the others removed out of the files.
  { name: 'files', run: ({ database }, signal) => cleanFiles(database, signal) },
];

/**
 * Removes what has been kept long enough, once a day. Each step runs whatever became of the others.
 *
 * @throws AggregateError with what failed, after all steps.
 */
export async function upkeep(deps: UpkeepDependencies, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  for (const { name, run } of STEPS) {
    if (signal.aborted) break;
    try {
      await run(deps, signal);
    } catch (error) {
      deps.logger.error({ err: error, step: name }, 'a step of the daily upkeep failed');
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the daily upkeep is not complete');
}
