import { lastTrainedAt } from '../../db/queries/models.ts';
import { countReadBefore } from '../../db/queries/quota.ts';
import { latestRuns, type Run } from '../../db/queries/runs.ts';
import { countVotesSince } from '../../db/queries/votes.ts';
import type { RunKind } from '../../db/schema.ts';
import { freshSince } from '../text/text-age.ts';
import { ENOUGH_NEW_VOTES } from '../training/enough-votes.ts';
import type { DoctorDeps } from './doctor.ts';
import type { Finding } from './finding.ts';
import { ago, counted, DAY_MS, sentence } from './words.ts';

/** All of them run every day; one that is older than this was left out. */
const OLD_MS = 2 * DAY_MS;

const BY_ITSELF = 'It comes by itself while the bot runs.';

/** How the last run of each job went. Without a key there is no ingest. */
export async function runFindings(deps: DoctorDeps): Promise<Finding[]> {
  return [
    ...(deps.youtube === undefined ? [] : [await runFinding(deps, 'ingest', 'Last ingest')]),
    await refreshFinding(deps),
    await retrainFinding(deps),
  ];
}

/** A catalogue in which nothing is due yet has not missed its first refresh. */
async function refreshFinding(deps: DoctorDeps): Promise<Finding> {
  const { database, now } = deps;
  const finding = await runFinding(deps, 'refresh', 'Last refresh');
  const runs = await latestRuns(database.db, 'refresh', 1);
  if (runs.length > 0 || (await countReadBefore(database.db, freshSince(now()))) > 0) return finding;
  return { ...finding, state: 'good', text: 'There was none yet, and nothing is due for one.' };
}

async function runFinding({ database, now }: DoctorDeps, kind: RunKind, title: string): Promise<Finding> {
  const [run] = await latestRuns(database.db, kind, 1);
  if (run === undefined) return { state: 'warning', title, text: `There was none yet. ${BY_ITSELF}` };
  const text = describeRun(run, now());
  if (run.status === 'failed') return { state: 'warning', title, text };
  if (!isOld(run, now())) return { state: 'good', title, text };
  return {
    state: 'warning',
    title,
    text: `${text} There should be one every day: does the bot run all the time?`,
  };
}

/** A night without enough new votes has no retrain, so that an old one is all right while there are few of them. */
async function retrainFinding(deps: DoctorDeps): Promise<Finding> {
  const { db } = deps.database;
  const finding = await runFinding(deps, 'retrain', 'Last retrain');
  const [run] = await latestRuns(db, 'retrain', 1);
  if (run?.status !== 'done' || !isOld(run, deps.now())) return finding;
  const votes = await countVotesSince(db, (await lastTrainedAt(db)) ?? new Date(0));
  if (votes >= ENOUGH_NEW_VOTES) return finding;
  const since = `${counted(votes, 'new vote')} since; it takes ${ENOUGH_NEW_VOTES} for a retrain at night.`;
  return { ...finding, state: 'good', text: `${describeRun(run, deps.now())} ${since}` };
}

function describeRun(run: Run, now: Date): string {
  const { status, started_at, finished_at, error } = run;
  if (status === 'running') return `It has been running since ${minute(started_at)}.`;
  const at = finished_at ?? started_at;
  const when = `${ago(at, now)} (${minute(at)})`;
  if (status === 'failed') return `It failed ${when}. ${sentence(error ?? 'The log says why.')}`;
  return error === null ? `It was done ${when}.` : `It ended early ${when}. ${sentence(error)}`;
}

function isOld({ started_at, finished_at }: Run, now: Date): boolean {
  return now.getTime() - (finished_at ?? started_at).getTime() > OLD_MS;
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
