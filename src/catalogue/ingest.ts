import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { freshSongIds, upsertSongs } from '../../db/queries/songs.ts';
import { listSources, type Source, touchSource } from '../../db/queries/sources.ts';
import { QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { YouTubeRequestError } from './errors/youtube-request-error.ts';
import { freshSince } from './freshness.ts';
import { readVideos } from './read-videos.ts';
import { recordedRun } from './recorded-run.ts';
import { searchPlan } from './search-plan.ts';
import type { Stop } from './stop-reason.ts';
import type { LeaveOutReason } from './video-to-song.ts';
import { type CallOptions, IDS_PER_CALL, type IdPage, type YouTubeClient } from './youtube.ts';

/** Pages a source gets in one run; every page of a search is one of the day's 100 searches. */
const PAGES_PER_SOURCE = 2;

/** Scores new or changed songs with the active model. */
export type PredictSongs = (videoIds: readonly string[]) => Promise<void>;

export interface IngestDeps {
  readonly database: Database;
  readonly youtube: YouTubeClient;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly predictSongs: PredictSongs;
}

export interface IngestProgress {
  /** The source that was just gone through, out of how many, counted from 1. */
  readonly source: string;
  readonly done: number;
  readonly total: number;
  readonly found: number;
  readonly added: number;
}

export interface IngestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IngestProgress) => void;
  readonly pagesPerSource?: number;
}

/** What a run brought; with a {@link Stop} when it ended before all sources were gone through. */
export interface IngestOutcome extends Partial<Stop> {
  /** Distinct videos the sources named; unless the run was stopped, the next four add up to it. */
  readonly found: number;
  readonly added: number;
  /** Songs whose text has changed. */
  readonly updated: number;
  readonly unchanged: number;
  readonly leftOut: Readonly<Partial<Record<LeaveOutReason | 'gone', number>>>;
  /** HTTP requests, repeated ones included. */
  readonly calls: { readonly search: number; readonly videos: number; readonly playlistItems: number };
  /** Sources that YouTube refuses, a playlist that is gone for example, with its reason. */
  readonly refusedSources: readonly { readonly query: string; readonly reason: string }[];
}

/**
 * Goes through the enabled sources, the longest waiting first, and brings new songs into the catalogue. Every page is
 * saved before the next is asked for. Sources name ids only; the text comes from `videos.list`. Once the day's searches
 * are used up, playlists and channels still get their turn, as they draw on another allowance.
 *
 * @throws UserError `already-running`, or an unexpected fault, which the run's row names too.
 */
export async function ingest(deps: IngestDeps, options: IngestOptions = {}): Promise<IngestOutcome> {
  const { database, now } = deps;
  const { signal, onProgress, pagesPerSource = PAGES_PER_SOURCE } = options;
  const outcome = emptyOutcome();
  return recordedRun(deps, 'ingest', { outcome, signal }, async () => {
    const sources = await listSources(database.db, true);
    const seen = new Set<string>();
    let searchesSpent: QuotaExceededError | undefined;
    for (const [index, source] of sources.entries()) {
      if (source.kind === 'search' && searchesSpent !== undefined) continue;
      try {
        for await (const ids of pagesOf(deps, source, { pages: pagesPerSource, signal, outcome })) {
          const unseen = ids.filter((id) => !seen.has(id));
          for (const id of unseen) seen.add(id);
          await savePage(deps, [...new Set(unseen)], outcome, signal);
        }
      } catch (error) {
        if (error instanceof QuotaExceededError && error.bucket === 'search') {
          searchesSpent = error;
          continue;
        }
        if (!(error instanceof YouTubeRequestError)) throw error;
        deps.logger.warn({ source: source.query, reason: error.reason }, 'YouTube refuses a source');
        outcome.refusedSources.push({ query: source.query, reason: error.reason });
      }
      await touchSource(database.db, source.source_id, now());
      const { found, added } = outcome;
      onProgress?.({ source: source.query, done: index + 1, total: sources.length, found, added });
    }
    if (searchesSpent !== undefined) throw searchesSpent;
  });
}

function emptyOutcome() {
  return {
    found: 0,
    added: 0,
    updated: 0,
    unchanged: 0,
    leftOut: {} as Partial<Record<LeaveOutReason | 'gone', number>>,
    calls: { search: 0, videos: 0, playlistItems: 0 },
    refusedSources: [] as { query: string; reason: string }[],
  };
}

interface PagesOptions {
  readonly pages: number;
  readonly signal: AbortSignal | undefined;
  readonly outcome: ReturnType<typeof emptyOutcome>;
}

/** The ids of a source, page by page, at most `pages` pages. */
async function* pagesOf(
  { youtube, now }: IngestDeps,
  source: Source,
  { pages, signal, outcome }: PagesOptions,
) {
  let left = pages;
  for (const listing of listings(youtube, source, now())) {
    let pageToken: string | undefined;
    for (let taken = 0; taken < listing.pages && left > 0; taken += 1, left -= 1) {
      const onRequest = () => {
        outcome.calls[listing.kind] += 1;
      };
      const page = await listing.read({ pageToken, signal, onRequest });
      yield page.videoIds;
      pageToken = page.nextPageToken;
      if (pageToken === undefined) break;
    }
  }
}

interface Listing {
  readonly kind: 'search' | 'playlistItems';
  readonly pages: number;
  read(options: CallOptions): Promise<IdPage>;
}

function listings(youtube: YouTubeClient, { kind, query, last_run_at }: Source, now: Date): Listing[] {
  if (kind === 'search') {
    return searchPlan(last_run_at, now).map(({ pages, ...window }) => ({
      kind: 'search',
      pages,
      read: (options) => youtube.search(query, { ...window, ...options }),
    }));
  }
  // A channel's uploads are a playlist whose id differs from the channel's in its second letter.
  const playlistId = kind === 'channel' ? query.replace(/^UC/, 'UU') : query;
  return [
    {
      kind: 'playlistItems',
      pages: Number.POSITIVE_INFINITY,
      read: (options) => youtube.playlistItems(playlistId, options),
    },
  ];
}

async function savePage(
  { database, youtube, now, predictSongs }: IngestDeps,
  ids: readonly string[],
  outcome: PagesOptions['outcome'],
  signal: AbortSignal | undefined,
): Promise<void> {
  const fresh = await freshSongIds(database.db, ids, freshSince(now()));
  outcome.found += ids.length;
  outcome.unchanged += fresh.size;
  const stale = ids.filter((id) => !fresh.has(id));
  for (let start = 0; start < stale.length; start += IDS_PER_CALL) {
    const onRequest = () => {
      outcome.calls.videos += 1;
    };
    const { songs, leftOut } = await readVideos({ youtube, now }, stale.slice(start, start + IDS_PER_CALL), {
      signal,
      onRequest,
    });
    for (const reason of leftOut.values()) outcome.leftOut[reason] = (outcome.leftOut[reason] ?? 0) + 1;
    const { added, changed, unchanged } = await upsertSongs(database.db, songs, now());
    outcome.added += added.length;
    outcome.updated += changed.length;
    outcome.unchanged += unchanged;
    if (added.length + changed.length > 0) await predictSongs([...added, ...changed]);
  }
}
