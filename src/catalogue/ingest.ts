import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { countWaiting, forgetLeftOut } from '../../db/queries/candidates.ts';
import { type Source, sourcesToAsk } from '../../db/queries/sources.ts';
import type { QuotaBucket } from '../../db/schema.ts';
import { freshSince } from '../text/text-age.ts';
import { CandidatesFailedError } from './errors/candidates-failed-error.ts';
import { QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { isUselessAnswer } from './fault-of-one.ts';
import { type Allowance, allowanceOf } from './quota/allowance.ts';
import type { QuotaLedger } from './quota/quota-ledger.ts';
import { readCandidates } from './read-candidates.ts';
import { recordedRun } from './recorded-run.ts';
import type { LeaveOutReason } from './rejections.ts';
import { askSource } from './sources/ask-source.ts';
import { chooseSource } from './sources/choose-source.ts';
import type { Stop } from './stop-reason.ts';
import type { SongRules } from './video-to-song.ts';
import { IDS_PER_CALL, type YouTubeClient } from './youtube.ts';

/** The part of what is left of today's budget that a run spends which nobody gave another share. */
const SHARE = 0.2;

/** Scores new or changed songs with the active model. */
export type PredictSongs = (videoIds: readonly string[]) => Promise<void>;

export interface IngestDeps {
  readonly database: Database;
  readonly youtube: YouTubeClient;
  readonly quota: QuotaLedger;
  readonly songRules: SongRules;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly predictSongs: PredictSongs;
}

export interface IngestProgress {
  /** The source that was just asked, as it is stored. */
  readonly source: string;
  readonly found: number;
  readonly added: number;
  readonly units: Readonly<Record<QuotaBucket, number>>;
  /** How much of what this run may spend is spent, 0 to 1. */
  readonly share: number;
}

export interface IngestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IngestProgress) => void;
  /** The part of what is left of today's budget that the run may spend, 0 to 1; a fifth unless given. */
  readonly share?: number;
}

/** What a run brought; with a {@link Stop} when it ended before it was done. */
export interface IngestOutcome extends Partial<Stop> {
  /** Videos that the sources named, each once a page. */
  readonly found: number;
  /** Those of them that were known: songs, videos left out lately, videos that waited already. */
  readonly known: number;
  readonly added: number;
  /** Songs that were there and have other text now: those that had been erased. */
  readonly updated: number;
  /** Added songs that are re-uploads of others. */
  readonly duplicates: number;
  readonly leftOut: Readonly<Partial<Record<LeaveOutReason, number>>>;
  /** HTTP requests, repeated ones included. */
  readonly units: Readonly<Record<QuotaBucket, number>>;
  /** Items of searches and lists that named no video though they should. */
  readonly skipped: number;
  /** Channels that became sources because searches found several songs of them. */
  readonly newSources: number;
  /** Sources that YouTube refuses, a playlist that is gone for example, with its reason. */
  readonly refusedSources: readonly { readonly query: string; readonly reason: string }[];
  /** Whether there was nothing left to ask for, or the run's share of the budget was spent. */
  readonly ended: 'caught-up' | 'share-spent' | 'stopped';
}

/** The counts of a run under way. */
export type IngestCounts = ReturnType<typeof emptyOutcome>;

/**
 * Asks the sources for new songs, page by page, where a unit of quota brought the most songs lately, until nothing is left
 * to ask for or the run's share of today's budget is spent. A page's videos are recorded as candidates together with
 * where the source stands; candidates are read by fifties, whichever source named them. So whatever ends a run, the
 * next one goes on where it was, and nothing that was saved is asked for again. One source, or one call of candidates,
 * that YouTube has no usable answer for is passed over; a second one ends the run.
 *
 * @throws UserError `already-running`, or an unexpected fault, which the run's row names too.
 */
export async function ingest(deps: IngestDeps, options: IngestOptions = {}): Promise<IngestOutcome> {
  const outcome = emptyOutcome();
  return recordedRun(deps, 'ingest', { outcome, signal: options.signal }, (signal) =>
    ingestAlone(deps, { ...options, signal }, outcome),
  );
}

function emptyOutcome() {
  return {
    found: 0,
    known: 0,
    added: 0,
    updated: 0,
    duplicates: 0,
    leftOut: {} as Partial<Record<LeaveOutReason, number>>,
    units: { search: 0, read: 0 },
    skipped: 0,
    newSources: 0,
    refusedSources: [] as { query: string; reason: string }[],
    ended: 'stopped' as IngestOutcome['ended'],
  };
}

async function ingestAlone(
  deps: IngestDeps,
  { signal, onProgress, share = SHARE }: IngestOptions & { readonly signal: AbortSignal },
  outcome: IngestCounts,
): Promise<void> {
  const { database, now } = deps;
  await forgetLeftOut(database.db, freshSince(now()));
  const allowance = await allowanceOf(deps, share);
  const call = { signal, keep: allowance.reserve, outcome };
  const spent = () => spentShare(allowance, outcome.units);
  // They go on over the runs of a day: a short run alone would never come to the turn of whoever has waited longest.
  const turns = { ...allowance.spent };
  let searchesSpent: QuotaExceededError | undefined;
  let failing: Failing | undefined;
  for (;;) {
    signal.throwIfAborted();
    const mayRead = outcome.units.read < allowance.read;
    const maySearch = mayRead && searchesSpent === undefined && outcome.units.search < allowance.search;
    const waiting = await countWaiting(database.db, IDS_PER_CALL, {
      now: now(),
      except: failing?.videoIds ?? [],
    });
    const isFull = mayRead && waiting === IDS_PER_CALL;
    const { source, left } = isFull
      ? NOBODY
      : await nextSource(deps, { maySearch, mayRead, turns, except: failing?.sourceId });
    // What is left at the end is no full call any more; it is read all the same, so that today's songs are there today.
    if (isFull || (mayRead && source === undefined && waiting > 0)) {
      try {
        await readCandidates(deps, call, failing?.videoIds ?? []);
      } catch (error) {
        if (!(error instanceof CandidatesFailedError)) throw error;
        if (failing !== undefined) throw error.fault;
        failing = { videoIds: error.videoIds, fault: error.fault };
      }
      onProgress?.({ source: '', ...progressOf(outcome), share: spent() });
      continue;
    }
    if (source === undefined) {
      if (failing === undefined) outcome.ended = left || waiting > 0 ? 'share-spent' : 'caught-up';
      break;
    }
    turns[source.kind === 'search' ? 'search' : 'read'] += 1;
    try {
      await askSource(deps, source, call);
    } catch (error) {
      if (error instanceof QuotaExceededError && error.bucket === 'search') {
        // Playlists and channels still get their turn: they draw on another allowance.
        searchesSpent = error;
      } else if (failing === undefined && isUselessAnswer(error)) {
        // Or else the best source, once it is broken, would end every run before the others get their turn.
        failing = { sourceId: source.source_id, videoIds: [], fault: error };
      } else throw error;
    }
    onProgress?.({ source: source.query, ...progressOf(outcome), share: spent() });
  }
  const stop = searchesSpent ?? failing?.fault;
  if (stop !== undefined) throw stop;
}

/** What YouTube had no answer of use for in this run: it is passed over, and a second one ends the run. */
interface Failing {
  readonly sourceId?: number;
  readonly videoIds: readonly string[];
  readonly fault: Error;
}

/** While a full call of candidates waits, no source is looked for. */
const NOBODY = { source: undefined, left: true };

interface NextSource {
  readonly maySearch: boolean;
  readonly mayRead: boolean;
  /** How many turns there were before. */
  readonly turns: Readonly<Record<QuotaBucket, number>>;
  /** The source that is left out in this run. */
  readonly except: number | undefined;
}

/**
 * Searches first: they are the fewest, and find the channels that bring songs more cheaply. Which source of either is
 * asked is up to {@link chooseSource}.
 */
async function nextSource(
  { database, now }: IngestDeps,
  { maySearch, mayRead, turns, except }: NextSource,
): Promise<{ source: Source | undefined; left: boolean }> {
  const sources = (await sourcesToAsk(database.db, now())).filter(({ source_id }) => source_id !== except);
  const searches = sources.filter(({ kind }) => kind === 'search');
  const lists = sources.filter(({ kind }) => kind !== 'search');
  const source =
    (maySearch ? chooseSource(searches, turns.search + 1) : undefined) ??
    (mayRead ? chooseSource(lists, turns.read + 1) : undefined);
  return { source, left: sources.length > 0 };
}

function progressOf({ found, added, units }: IngestCounts) {
  return { found, added, units: { ...units } };
}

function spentShare({ search, read }: Allowance, units: IngestCounts['units']): number {
  const part = (spent: number, may: number) => (may === 0 ? 0 : spent / may);
  return Math.min(Math.max(part(units.search, search), part(units.read, read)), 1);
}
