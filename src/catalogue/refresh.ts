import { eraseExpiredSongs, eraseSongs, songsForRefresh, upsertSongs } from '../../db/queries/songs.ts';
import { freshSince, keepSince } from './freshness.ts';
import type { IngestDeps } from './ingest.ts';
import { readVideos } from './read-videos.ts';
import { recordedRun } from './recorded-run.ts';
import type { Stop } from './stop-reason.ts';
import type { LeaveOutReason } from './video-to-song.ts';
import { IDS_PER_CALL, type YouTubeClient } from './youtube.ts';

/** As for ingest; without a client nothing is read, and text that is due is erased all the same. */
export interface RefreshDeps extends Omit<IngestDeps, 'youtube'> {
  readonly youtube: YouTubeClient | undefined;
}

export interface RefreshOptions {
  readonly signal?: AbortSignal;
  /** Told how many songs have been gone through. */
  readonly onProgress?: (progress: { readonly done: number }) => void;
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
  readonly calls: { readonly videos: number };
}

/**
 * Reads songs from YouTube anew before their text gets too old to be kept, takes out what is gone, private or
 * relicensed, and erases text that could not be refreshed in time, whatever happened before.
 *
 * @throws UserError `already-running`, or an unexpected fault, which the run's row names too.
 */
export async function refresh(deps: RefreshDeps, options: RefreshOptions = {}): Promise<RefreshOutcome> {
  const { database, youtube, now } = deps;
  const outcome = emptyOutcome();
  return recordedRun(deps, 'refresh', { outcome, signal: options.signal }, async () => {
    try {
      if (youtube !== undefined) await refreshDue({ ...deps, youtube }, options, outcome);
    } finally {
      outcome.expired = (await eraseExpiredSongs(database.db, keepSince(now()), now())).length;
    }
  });
}

function emptyOutcome() {
  return {
    refreshed: 0,
    updated: 0,
    takenOut: {} as Partial<Record<LeaveOutReason | 'gone', number>>,
    expired: 0,
    calls: { videos: 0 },
  };
}

async function refreshDue(
  deps: IngestDeps,
  { signal, onProgress }: RefreshOptions,
  outcome: ReturnType<typeof emptyOutcome>,
) {
  const { database, now, predictSongs } = deps;
  const due = freshSince(now());
  for (let done = 0; ; ) {
    signal?.throwIfAborted();
    const ids = await songsForRefresh(database.db, due, IDS_PER_CALL);
    if (ids.length === 0) return;
    const onRequest = () => {
      outcome.calls.videos += 1;
    };
    const { songs, leftOut } = await readVideos(deps, ids, { signal, onRequest });
    const { added, changed } = await upsertSongs(database.db, songs, now());
    await eraseSongs(database.db, [...leftOut.keys()], now());
    outcome.refreshed += songs.length;
    outcome.updated += changed.length;
    for (const reason of leftOut.values()) outcome.takenOut[reason] = (outcome.takenOut[reason] ?? 0) + 1;
    if (added.length + changed.length > 0) await predictSongs([...added, ...changed]);
    done += ids.length;
    onProgress?.({ done });
  }
}
