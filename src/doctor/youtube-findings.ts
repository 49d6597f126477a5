import { z } from 'zod';
import { unreadableCandidates } from '../../db/queries/candidates.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { describeForecast, forecast, refreshReserve } from '../catalogue/quota/forecast.ts';
import type { BucketState } from '../catalogue/quota/quota-ledger.ts';
import type { DoctorDeps } from './doctor.ts';
import type { Finding } from './finding.ts';
import { ago, sentence } from './words.ts';

const stopped = z.object({ stoppedBy: z.string().optional() });
const withUnreadable = z.object({ unreadable: z.array(z.string()) });

/** Videos that are named at most. */
const MOST_NAMED = 5;

/** Whether there is a key and what YouTube last made of it; nothing is asked for it, since that would cost quota. */
export async function keyFinding({ database, youtube, now }: DoctorDeps): Promise<Finding> {
  const title = 'YouTube key';
  if (youtube === undefined) {
    const text = 'None is set, so there is the starter catalogue only. Set YOUTUBE_API_KEY to get new songs.';
    return { state: 'warning', title, text };
  }
  const runs = await latestRuns(database.db, 'ingest', 2);
  const last = runs.find((run) => run.status !== 'running');
  if (last === undefined)
    return { state: 'good', title, text: 'It is set; the first ingest run will try it.' };
  const { stoppedBy } = stopped.safeParse(last.outcome).data ?? {};
  const when = ago(last.finished_at ?? last.started_at, now());
  const reason = sentence(last.error ?? 'The reason is not known.');
  if (stoppedBy === 'key') return { state: 'bad', title, text: `It was refused ${when}. ${reason}` };
  if (stoppedBy === 'network') {
    return { state: 'warning', title, text: `It is set, but YouTube could not be asked ${when}. ${reason}` };
  }
  if (last.status === 'failed') {
    return { state: 'good', title, text: 'It is set; the last ingest run failed for another reason.' };
  }
  return { state: 'good', title, text: `It is set, and the ingest run ${when} had no trouble with it.` };
}

/** Which videos YouTube described incompletely lately: that is no fault of the key, and costs no other song. */
export async function unreadableFindings({ database }: DoctorDeps): Promise<Finding[]> {
  const candidates = await unreadableCandidates(database.db, MOST_NAMED);
  const runs = await latestRuns(database.db, 'refresh', 2);
  const last = runs.find((run) => run.status !== 'running');
  const songs = withUnreadable.safeParse(last?.outcome).data?.unreadable ?? [];
  const ids = [...new Set([...songs, ...candidates.videoIds])];
  if (ids.length === 0) return [];
  const named = ids.slice(0, MOST_NAMED).join(', ');
  const more = candidates.count + songs.length > MOST_NAMED ? ' and more' : '';
  const text =
    `YouTube described some videos incompletely: ${named}${more}. They are left out, or stay as they are, ` +
    'and are looked at again; your key is well.';
  return [{ state: 'warning', title: 'Odd videos', text }];
}

/** What is left of today's budget, and whether the budget is right for the key and for the catalogue. */
export async function budgetFinding({ database: { db }, quota, now }: DoctorDeps): Promise<Finding> {
  const title = 'YouTube budget';
  const today = await forecast({ db, quota, now });
  const described = describeForecast(today);
  const { search, read } = today.buckets;
  const tooHigh = [
    ...(endedEarly(search) ? ['YOUTUBE_SEARCHES_PER_DAY'] : []),
    ...(endedEarly(read) ? ['YOUTUBE_UNITS_PER_DAY'] : []),
  ];
  if (tooHigh.length > 0) {
    const hint = `Something else may use the key's project, too: lower ${tooHigh.join(' and ')}.`;
    return { state: 'warning', title, text: `${described} ${hint}` };
  }
  if ((await refreshReserve(db, now())) > read.budget) {
    const hint =
      'A day is too little for the songs to refresh: raise YOUTUBE_UNITS_PER_DAY, or songs will leave.';
    return { state: 'warning', title, text: `${described} ${hint}` };
  }
  return { state: 'good', title, text: described };
}

/** Whether YouTube said that the allowance is used up before the operator's budget was. */
function endedEarly({ exhausted, spent, budget }: BucketState): boolean {
  return exhausted && spent < budget;
}
