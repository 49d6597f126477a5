import type { Logger } from 'pino';
import { lastTrainedAt } from '../../db/queries/models.ts';
import { countVotesSince } from '../../db/queries/votes.ts';
import { ingest } from '../catalogue/ingest.ts';
import type { QuotaLedger } from '../catalogue/quota/quota-ledger.ts';
import { refresh } from '../catalogue/refresh.ts';
import type { StopReason } from '../catalogue/stop-reason.ts';
import type { SongRules } from '../catalogue/video-to-song.ts';
import type { YouTubeClient } from '../catalogue/youtube.ts';
import { UserError } from '../errors/user-error.ts';
import { ENOUGH_NEW_VOTES } from '../training/enough-votes.ts';
import { renewModels } from '../training/renew-models.ts';
import { type RetrainDependencies, retrain } from '../training/retrain.ts';
import { RunCutShortError } from './run-cut-short-error.ts';
import { shareOfDay } from './share-of-day.ts';
import { upkeep } from './upkeep.ts';

/** The names of all jobs there are, whichever a process does. */
export const JOB_NAMES = ['ingest', 'refresh', 'retrain'] as const;

export interface JobDependencies extends RetrainDependencies {
  /** Undefined without an API key. */
  readonly youtube: YouTubeClient | undefined;
  readonly quota: QuotaLedger;
  readonly songRules: SongRules;
  predictSongs(videoIds: readonly string[]): Promise<void>;
}

/** A piece of work that runs on a schedule. */
export interface Job {
  readonly name: (typeof JOB_NAMES)[number];
  /** Five cron fields, UTC. */
  readonly cron: string;
  /** Longest time one execution may take, in seconds. */
  readonly expireInSeconds: number;
  /** @throws when it should be tried again. */
  run(signal: AbortSignal): Promise<void>;
}

/** The jobs a process does; without a YouTube key nothing is ingested, but text that is too old is erased. */
export function jobsOf(deps: JobDependencies, ingestCron: string): readonly Job[] {
  const { database, youtube, quota, songRules, logger, now } = deps;
  const predictSongs = (ids: readonly string[]) => deps.predictSongs(ids);
  const refreshing: Job = {
    name: 'refresh',
    cron: '17 2 * * *',
    expireInSeconds: 3_600,
    async run(signal) {
      const refreshed = unlessTurnedDown(logger, async () => {
        const refreshDeps = { database, youtube, songRules, logger, now, predictSongs };
        whole('refresh', await refresh(refreshDeps, { signal }));
      });
      await Promise.allSettled([refreshed]);
      // What is too old, and words of texts that are gone, must not be kept, whatever became of what came before.
      const upkept = upkeep({ database, logger, now }, signal);
      await Promise.allSettled([upkept]);
      if (!signal.aborted) await renewModels(deps, signal);
      await upkept;
      await refreshed;
    },
  };
  const retraining: Job = {
    name: 'retrain',
    cron: '47 3 * * *',
    expireInSeconds: 3_600,
    run: (signal) =>
      unlessTurnedDown(logger, async () => {
        const votes = await countVotesSince(database.db, (await lastTrainedAt(database.db)) ?? new Date(0));
        if (votes < ENOUGH_NEW_VOTES) {
          logger.info({ votes, needed: ENOUGH_NEW_VOTES }, 'no retrain tonight: too few new votes');
          return;
        }
        await retrain(deps, { signal });
      }),
  };
  if (youtube === undefined) return [refreshing, retraining];
  const ingesting: Job = {
    name: 'ingest',
    cron: ingestCron,
    expireInSeconds: 3_600,
    run: (signal) =>
      unlessTurnedDown(logger, async () => {
        const ingestDeps = { database, youtube, quota, songRules, logger, now, predictSongs };
        const { resetsAt } = await quota.state();
        const share = shareOfDay(ingestCron, now(), resetsAt);
        whole('ingest', await ingest(ingestDeps, { signal, share }));
      }),
  };
  return [ingesting, refreshing, retraining];
}

/** Somebody who does the same work by hand at this moment, or too few labels, is no reason to try again. */
async function unlessTurnedDown(logger: Logger, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    logger.info({ reason: error.id }, 'a scheduled run was not needed');
  }
}

/** What a later try can mend is worth one; a used-up quota or a refused key is not. */
function whole(job: Job['name'], { stoppedBy }: { readonly stoppedBy?: StopReason }): void {
  if (stoppedBy === 'network' || stoppedBy === 'cancelled') throw new RunCutShortError(job, stoppedBy);
}
