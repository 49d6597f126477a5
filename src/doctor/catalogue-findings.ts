import type { Database } from '../../db/database.ts';
import { countSources, countTextsReadBefore } from '../../db/queries/health.ts';
import { countReadBefore } from '../../db/queries/quota.ts';
import { songCounts } from '../../db/queries/songs.ts';
import { freshSince } from '../text/text-age.ts';
import type { DoctorDeps } from './doctor.ts';
import type { Finding } from './finding.ts';
import { counted, DAY_MS } from './words.ts';

/** YouTube's developer policies, III.E.4.d. */
const KEPT_AT_MOST_DAYS = 30;

/** Which database it is, and whether there is anything in it. */
export async function databaseFinding({ database }: DoctorDeps): Promise<Finding> {
  const { available, total } = await songCounts(database.db);
  const kind = database.kind === 'embedded' ? 'Embedded PostgreSQL' : 'A PostgreSQL server';
  const gone = total - available;
  const besides = gone === 0 ? '' : `; ${counted(gone, 'other')} left the catalogue`;
  const text = `${kind} with ${counted(available, 'song')}${besides}.`;
  return { state: available === 0 ? 'warning' : 'good', title: 'Database', text };
}

/** What is left to say when no query is answered. */
export function databaseDown({ kind }: Database): Finding {
  const what =
    kind === 'embedded'
      ? 'Start the bot anew.'
      : 'Does the PostgreSQL server run, and does DATABASE_URL name it?';
  const text = `It cannot be reached, so nothing else could be looked at. ${what}`;
  return { state: 'bad', title: 'Database', text };
}

/** Whether text from YouTube is kept no longer than YouTube allows. */
export async function textsFinding({ database: { db }, now }: DoctorDeps): Promise<Finding> {
  const title = 'Texts from YouTube';
  const tooOld = await countTextsReadBefore(db, new Date(now().getTime() - KEPT_AT_MOST_DAYS * DAY_MS));
  if (tooOld > 0) {
    const what = tooOld === 1 ? "One song's text is" : `The texts of ${counted(tooOld, 'song')} are`;
    const text =
      `${what} older than the ${KEPT_AT_MOST_DAYS} days that YouTube allows. ` +
      'A refresh reads them anew, or erases them where it cannot.';
    return { state: 'bad', title, text };
  }
  const due = await countReadBefore(db, freshSince(now()));
  const text =
    due === 0
      ? `None is older than ${KEPT_AT_MOST_DAYS} days, and none is due for refreshing.`
      : `None is older than ${KEPT_AT_MOST_DAYS} days; ${counted(due, 'song is', 'songs are')} due for refreshing.`;
  return { state: 'good', title, text };
}

/** How many sources bring new songs, and whether YouTube refuses some of them. */
export async function sourcesFinding({ database, youtube }: DoctorDeps): Promise<Finding> {
  const title = 'Sources';
  const { enabled, paused, failing } = await countSources(database.db);
  const counts = `${enabled} enabled, ${paused} paused.`;
  if (failing > 0) {
    const text = `${counts} ${failing} of the enabled could not be read lately; the list of sources says why.`;
    return { state: 'warning', title, text };
  }
  if (enabled === 0 && youtube !== undefined) {
    return {
      state: 'warning',
      title,
      text: `${counts} New songs come only once there is one: add a source.`,
    };
  }
  return { state: 'good', title, text: counts };
}
