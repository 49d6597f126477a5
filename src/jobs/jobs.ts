import type { Logger } from 'pino';
import { lastTrainedAt } from '../../db/queries/models.ts';
import { countVotesSince } from '../../db/queries/votes.ts';
import { ingest } from '../catalogue/ingest.ts';
import { refresh } from '../catalogue/refresh.ts';
import { UserError } from '../errors/user-error.ts';
import type { Services } from '../services.ts';
import { retrain } from '../training/retrain.ts';

/** New votes that make a nightly retrain worth its while. */
export const ENOUGH_NEW_VOTES = 10;

/** A piece of work that runs on a schedule. */
export interface Job {
  readonly name: 'ingest' | 'refresh' | 'retrain';
  /** Five cron fields, UTC. */
  readonly cron: string;
  /** Longest time one execution may take, in seconds. */
  readonly expireInSeconds: number;
  /** @throws when it should be tried again. */
  run(signal: AbortSignal): Promise<void>;
}

/** The jobs a process does; without a YouTube key nothing is ingested, but text that is too old is erased. */
export function jobsOf(services: Services, ingestCron: string): readonly Job[] {
  const { database, youtube, logger, now } = services;
  const predictSongs = (ids: readonly string[]) => services.predictSongs(ids);
  const refreshing: Job = {
    name: 'refresh',
    cron: '17 2 * * *',
    expireInSeconds: 3_600,
    run: (signal) =>
      unlessRunning(logger, () => refresh({ database, youtube, logger, now, predictSongs }, { signal })),
  };
  const retraining: Job = {
    name: 'retrain',
    cron: '47 3 * * *',
    expireInSeconds: 3_600,
    run: () =>
      unlessRunning(logger, async () => {
        const votes = await countVotesSince(database.db, (await lastTrainedAt(database.db)) ?? new Date(0));
        if (votes < ENOUGH_NEW_VOTES) {
          logger.info({ votes, needed: ENOUGH_NEW_VOTES }, 'no retrain tonight: too few new votes');
          return;
        }
        await retrain(services);
      }),
  };
  if (youtube === undefined) return [refreshing, retraining];
  const ingesting: Job = {
    name: 'ingest',
    cron: ingestCron,
    expireInSeconds: 3_600,
    run: (signal) =>
      unlessRunning(logger, () => ingest({ database, youtube, logger, now, predictSongs }, { signal })),
  };
  return [ingesting, refreshing, retraining];
}

/** Somebody who does the same work by hand at this moment, or too few labels, is no reason to try again. */
async function unlessRunning(logger: Logger, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    logger.info({ reason: error.id }, 'a scheduled run was not needed');
  }
}
