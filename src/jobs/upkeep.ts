import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { forgetInteractions } from '../../db/queries/interactions.ts';
import { dropOldAnswers } from '../../db/queries/open-answers.ts';
import { fillSearchEntries } from '../../db/queries/search-entries.ts';
import { forgetFound } from '../catalogue/forget-found.ts';
import { dropOldRefusals } from '../catalogue/suggestions/read-song.ts';
import { dropOldLookUps, dropOldSuggestions } from '../catalogue/suggestions/suggest.ts';
import { cleanFiles } from './clean-files.ts';
import { forgetCards } from './forget-cards.ts';

export interface UpkeepDependencies {
  readonly database: Pick<Database, 'db' | 'kind'>;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** One thing that is removed when it is too old, so that no table grows for ever, or made where it is missing. */
interface Step {
  readonly name: string;
  run(deps: UpkeepDependencies, signal: AbortSignal): Promise<unknown>;
}

/** An interaction's token lives for 15 minutes; whether somebody took it on does not matter after that. */
const CLAIMS_KEPT_MS = 60 * 60_000;
/** Days after which a message that could not be changed is left as it is. */
const ANSWERS_KEPT_MS = 7 * 86_400_000;

const STEPS: readonly Step[] = [
  { name: 'found ids', run: ({ database, now }) => forgetFound({ db: database.db, now }) },
  { name: 'suggestions', run: ({ database, now }) => dropOldSuggestions({ db: database.db, now }) },
  {
    name: 'open answers',
    run: ({ database, now }) => dropOldAnswers(database.db, new Date(now().getTime() - ANSWERS_KEPT_MS)),
  },
  { name: 'refused videos', run: ({ database, now }) => dropOldRefusals({ db: database.db, now }) },
  { name: 'look-ups', run: ({ database, now }) => dropOldLookUps({ db: database.db, now }) },
  { name: 'search entries', run: ({ database }, signal) => fillSearchEntries(database.db, signal) },
  {
    name: 'claims of commands',
    run: ({ database, now }, signal) =>
      forgetInteractions(database.db, new Date(now().getTime() - CLAIMS_KEPT_MS), signal),
  },
  { name: 'cards', run: ({ database, now }, signal) => forgetCards({ db: database.db, now }, signal) },
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
