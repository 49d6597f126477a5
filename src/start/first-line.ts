import { isFirstStart } from '../first-start.ts';

const FIRST =
  'Moodring starts for the first time: it makes its database, loads its songs and trains a first model. This takes about half a minute…';
const LATER = 'Moodring is starting…';

/**
 * What is said at once, long before everything is loaded.
 *
 * @param env the settings as they are, not yet validated.
 */
export function firstLine({ DATABASE_URL, DATA_DIR }: Readonly<Record<string, string | undefined>>): string {
  // Empty counts as not set, as in src/config.ts.
  return isFirstStart(DATABASE_URL || undefined, DATA_DIR || './data') ? FIRST : LATER;
}
