import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { changeAndLink } from '../../db/queries/duplicates.ts';
import { activeModelId } from '../../db/queries/models.ts';
import { countReadBefore } from '../../db/queries/quota.ts';
import { songsToPredict } from '../../db/queries/song-texts.ts';
import { eraseExpiredSongs, eraseSongs, songsForRefresh, upsertSongs } from '../../db/queries/songs.ts';
import { freshSince, keepSince } from '../text/text-age.ts';
import type { PredictSongs } from './ingest.ts';
import { readVideos } from './read-videos.ts';
import { recordedRun } from './recorded-run.ts';
import type { Stop } from './stop-reason.ts';
import type { LeaveOutReason, SongRules } from './video-to-song.ts';
import { IDS_PER_CALL, type YouTubeClient } from './youtube.ts';

/** Songs whose predictions a run catches up with at most; what is more waits for the next one. */
const CATCH_UP = 10_000;

export interface RefreshDeps {
  readonly database: Database;
  /** Without a client nothing is read, and text that is due is erased all the same. */
  readonly youtube: YouTubeClient | undefined;
  readonly songRules: SongRules;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly predictSongs: PredictSongs;
}

export interface RefreshProgress {
  /** Songs that have been gone through, of those that were due at the start. */
  readonly done: number;
  readonly total: number;
}

export interface RefreshOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RefreshProgress) => void;
}

export interface RefreshOutcome extends Partial<Stop> {
  /** Songs that are as good as newly read. */
  readonly refreshed: number;
  /** Those of them whose text has changed. */
  readonly updated: number;
  /** Songs that were taken out and erased, by reason. */
  readonly takenOut: Readonly<Partial<Record<LeaveOutReason | 'gone', number>>>;
  /** Songs that were erased because their text could not be refreshed in time; a later refresh brings them back. */
  readonly expired: number;
  /** HTTP requests, repeated ones included: each costs a unit. */
  readonly units: { readonly read: number };
}

type Counts = ReturnType<typeof emptyOutcome>;

/**
 * Reads songs from YouTube anew before their text gets too old to be kept, takes out what is gone, private or
 * relicensed, and erases text that could not be refreshed in time, whatever happened before. Every page is saved before
 * the next is asked for. What a process that was cut off left without a prediction of its present text is predicted
 * at the end.
 *
 * @throws UserError `already-running`, or an unexpected fault, which the run's row names too.
 */
export async function refresh(deps: RefreshDeps, options: RefreshOptions = {}): Promise<RefreshOutcome> {
  const { database, youtube, now } = deps;
  const outcome = emptyOutcome();
  return recordedRun(deps, 'refresh', { outcome, signal: options.signal }, async (signal) => {
    try {
      if (youtube !== undefined) await refreshDue({ ...deps, youtube }, { ...options, signal }, outcome);
    } finally {
      outcome.expired = (await eraseExpiredSongs(database.db, keepSince(now()), now())).length;
      if (!signal.aborted) await catchUp(deps);
    }
  });
}

function emptyOutcome() {
  return {
    refreshed: 0,
    updated: 0,
    takenOut: {} as Partial<Record<LeaveOutReason | 'gone', number>>,
    expired: 0,
    units: { read: 0 },
  };
}

async function refreshDue(
  deps: RefreshDeps & { readonly youtube: YouTubeClient },
  { signal, onProgress }: RefreshOptions & { readonly signal: AbortSignal },
  outcome: Counts,
): Promise<void> {
  const { database, now } = deps;
  const due = freshSince(now());
  const total = await countReadBefore(database.db, due);
  for (let done = 0; ; ) {
    signal.throwIfAborted();
    const ids = await songsForRefresh(database.db, due, IDS_PER_CALL);
    if (ids.length === 0) return;
    await refreshPage(deps, ids, { signal, outcome });
    done += ids.length;
    onProgress?.({ done, total: Math.max(total, done) });
  }
}

async function refreshPage(
  deps: RefreshDeps & { readonly youtube: YouTubeClient },
  ids: readonly string[],
  { signal, outcome }: { readonly signal: AbortSignal; readonly outcome: Counts },
): Promise<void> {
  const { db } = deps.database;
  const onRequest = () => {
    outcome.units.read += 1;
  };
  // What others leave over of the day's budget is left over for this.
  const { songs, leftOut } = await readVideos(deps, ids, { signal, onRequest, keep: 0 });
  const altered: string[] = [];
  const refreshed = songs.map((song) => song.video_id);
  // At once: what is newly read is not read again for weeks. All of them, since a video may also be cut to another length.
  await changeAndLink(db, refreshed, {
    change: async (trx) => {
      altered.push(...(await upsertSongs(trx, songs, deps.now())).changed);
    },
  });
  await eraseSongs(db, [...leftOut.keys()], deps.now());
  outcome.refreshed += songs.length;
  outcome.updated += altered.length;
  for (const reason of leftOut.values()) outcome.takenOut[reason] = (outcome.takenOut[reason] ?? 0) + 1;
  if (altered.length > 0) await deps.predictSongs(altered);
}

async function catchUp({ database, predictSongs }: RefreshDeps): Promise<void> {
  const modelId = await activeModelId(database.db);
  if (modelId === undefined) return;
  const ids = await songsToPredict(database.db, { modelId, limit: CATCH_UP });
  if (ids.length > 0) await predictSongs(ids);
}
