import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { type NextLook, postponeCandidates } from '../../db/queries/candidates.ts';
import { changeAndLink } from '../../db/queries/duplicates.ts';
import { activeModelId } from '../../db/queries/models.ts';
import { countReadBefore } from '../../db/queries/quota.ts';
import { songsToPredict } from '../../db/queries/song-texts.ts';
import {
  type DueSong,
  eraseExpiredSongs,
  eraseSongs,
  songsForRefresh,
  upsertSongs,
} from '../../db/queries/songs.ts';
import { freshSince, keepSince } from '../text/text-age.ts';
import { callsToCheck, checkSongs } from './check-songs.ts';
import { isOfItself } from './fault-of-one.ts';
import type { PredictSongs } from './ingest.ts';
import { nameSome, readVideos, type VideosRead } from './read-videos.ts';
import { recordedRun } from './recorded-run.ts';
import { type LeaveOutReason, nextLook } from './rejections.ts';
import type { Stop } from './stop-reason.ts';
import type { SongRules } from './video-to-song.ts';
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
  /** Songs whose text is not from YouTube and that it was asked about. */
  readonly checked: number;
  /** Those of them that had been taken out and are back. */
  readonly restored: number;
  /** Songs that were taken out, by reason; what YouTube said about them is erased. */
  readonly takenOut: Readonly<Partial<Record<LeaveOutReason, number>>>;
  /** Some songs that YouTube described incompletely: they stay until their text is too old. */
  readonly unreadable: readonly string[];
  /** Songs that were erased because their text could not be refreshed in time; a later refresh brings them back. */
  readonly expired: number;
  /** HTTP requests, repeated ones included: each costs a unit. */
  readonly units: { readonly read: number };
}

type Counts = ReturnType<typeof emptyOutcome>;

/**
 * Reads songs from YouTube again before their text gets too old to be kept, takes out what is gone, private or
 * relicensed, and erases text that could not be refreshed in time, whatever happened before. Songs whose text is not from YouTube
 * are checked, some a day. Every page is saved before the next is asked for; one that YouTube has no answer of use for is passed
 * over, a second one ends the run. What a process that was cut off left without a prediction of its present text is predicted
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
    checked: 0,
    restored: 0,
    takenOut: {} as Partial<Record<LeaveOutReason, number>>,
    unreadable: [] as string[],
    expired: 0,
    units: { read: 0 },
  };
}

interface RefreshCall {
  readonly signal: AbortSignal;
  readonly onRequest: () => void;
  /** What others leave over of the day's budget is left over for this. */
  readonly keep: 0;
}

async function refreshDue(
  deps: RefreshDeps & { readonly youtube: YouTubeClient },
  { signal, onProgress }: RefreshOptions & { readonly signal: AbortSignal },
  outcome: Counts,
): Promise<void> {
  const { database, now } = deps;
  const due = freshSince(now());
  const texts = await countReadBefore(database.db, due);
  const checks = (await callsToCheck({ db: database.db, now })) * IDS_PER_CALL;
  const onRequest = () => {
    outcome.units.read += 1;
  };
  const call: RefreshCall = { signal, onRequest, keep: 0 };
  let done = 0;
  const progress = (songs: number) => {
    done += songs;
    onProgress?.({ done, total: Math.max(texts + checks, done) });
  };
  let failed: unknown;
  // Behind the last one, not from the beginning: what could not be read stays due and would come first for ever.
  for (let last: DueSong | undefined; ; ) {
    signal.throwIfAborted();
    const songs = await songsForRefresh(database.db, due, IDS_PER_CALL, last);
    last = songs.at(-1);
    if (last === undefined) break;
    const ids = songs.map(({ videoId }) => videoId);
    try {
      await refreshPage(deps, ids, call, outcome);
    } catch (error) {
      if (failed !== undefined || !isOfItself(error)) throw error;
      failed = error;
      continue;
    }
    progress(songs.length);
  }
  await checkSongs(deps, { ...call, counts: outcome, onPage: progress });
  if (failed !== undefined) throw failed;
}

async function refreshPage(
  deps: RefreshDeps & { readonly youtube: YouTubeClient },
  ids: readonly string[],
  call: RefreshCall,
  outcome: Counts,
): Promise<void> {
  const { db } = deps.database;
  const read = await readVideos(deps, ids, call);
  const { songs } = read;
  const leftOut = new Map([...read.leftOut].filter(([, reason]) => reason !== 'unreadable'));
  const altered: string[] = [];
  const refreshed = songs.map((song) => song.video_id);
  // At once: what is newly read is not read again for weeks. All of them, since a video may also be cut to another length.
  await changeAndLink(db, refreshed, {
    change: async (trx) => {
      altered.push(...(await upsertSongs(trx, songs, deps.now())).changed);
    },
  });
  await eraseSongs(db, [...leftOut.keys()], deps.now());
  await postponeCandidates(db, looksAfter(read, leftOut, deps.now()), deps.now());
  outcome.refreshed += songs.length;
  outcome.updated += altered.length;
  for (const [videoId, reason] of read.leftOut) {
    if (reason === 'unreadable') nameSome(outcome.unreadable, [videoId]);
    else outcome.takenOut[reason] = (outcome.takenOut[reason] ?? 0) + 1;
  }
  if (altered.length > 0) await deps.predictSongs(altered);
}

/** When to look again at songs that were taken out for what may pass: their sources may never name them again. */
function looksAfter(
  { startsAt }: VideosRead,
  leftOut: ReadonlyMap<string, LeaveOutReason>,
  now: Date,
): NextLook[] {
  return [...leftOut].flatMap(([videoId, reason]) => {
    const dueAt = nextLook({ reason, tries: 0, foundAt: now, startsAt: startsAt.get(videoId), now });
    return dueAt === undefined ? [] : [{ videoId, reason, dueAt }];
  });
}

async function catchUp({ database, predictSongs }: RefreshDeps): Promise<void> {
  const modelId = await activeModelId(database.db);
  if (modelId === undefined) return;
  const ids = await songsToPredict(database.db, { modelId, limit: CATCH_UP });
  if (ids.length > 0) await predictSongs(ids);
}
