import { addCandidates } from '../../../db/queries/candidates.ts';
import { type Source, savePage, saveRefusal } from '../../../db/queries/sources.ts';
import type { QuotaBucket } from '../../../db/schema.ts';
import { YouTubeRequestError } from '../errors/youtube-request-error.ts';
import type { IngestCounts, IngestDeps } from '../ingest.ts';
import type { CallOptions, YouTubeClient } from '../youtube.ts';
import { isPoor } from './choose-source.ts';
import { afterExpiredToken, afterListPage, isOnWayBack, readListCursor } from './list-cursor.ts';
import { afterSearch, nextSearch, readSearchCursor } from './search-cursor.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a source is left alone that YouTube refuses, or that brings hardly a song. */
const POOR_REST_MS = 7 * DAY_MS;

export interface RunCall {
  readonly signal: AbortSignal;
  /** Units to be left over for the refresh. */
  readonly keep: number;
  /** Changed as the run goes on. */
  readonly outcome: IngestCounts;
}

type AskDeps = Pick<IngestDeps, 'database' | 'youtube' | 'logger' | 'now'>;

/** A page of a source, as much of it as matters here. */
interface Asked {
  readonly videoIds: readonly string[];
  /** Items of the page that named none. */
  readonly skipped: number;
  /** Where the source stands, told how many of the videos were new; `idle` for a page that was there before. */
  after(fresh: number): {
    readonly cursor: object;
    readonly restingUntil: Date | undefined;
    readonly idle?: boolean;
  };
}

/**
 * Asks a source for its next page and records its videos as candidates, together with where the source stands now.
 * One that YouTube refuses is left alone for a week.
 *
 * @throws as the {@link YouTubeClient} does, but for refusals.
 */
export async function askSource(
  deps: AskDeps,
  source: Source,
  { signal, keep, outcome }: RunCall,
): Promise<void> {
  const { database, logger, now } = deps;
  const bucket: QuotaBucket = source.kind === 'search' ? 'search' : 'read';
  let units = 0;
  const onRequest = () => {
    units += 1;
    outcome.units[bucket] += 1;
  };
  const options = { signal, onRequest, ...(bucket === 'read' && { keep }) };
  const sourceId = source.source_id;
  let asked: Asked;
  try {
    asked = await (source.kind === 'search' ? askSearch : askList)(deps, source, options);
  } catch (error) {
    if (!(error instanceof YouTubeRequestError)) throw error;
    const { reason } = error;
    logger.warn({ source: source.query, reason }, 'YouTube refuses a source');
    outcome.refusedSources.push({ query: source.query, reason });
    const restingUntil = new Date(now().getTime() + POOR_REST_MS);
    await saveRefusal(database.db, { sourceId, reason, restingUntil, units, now: now() });
    return;
  }
  const ids = [...new Set(asked.videoIds)];
  const at = now();
  const fresh = await database.db.transaction().execute(async (trx) => {
    const added = (await addCandidates(trx, ids, { sourceId, now: at })).length;
    const { cursor, restingUntil, idle = false } = asked.after(added);
    await savePage(trx, {
      sourceId,
      cursor,
      restingUntil: restUntil(source, restingUntil, at),
      units,
      idle,
      now: at,
    });
    return added;
  });
  outcome.skipped += asked.skipped;
  outcome.found += ids.length;
  outcome.known += ids.length - fresh;
}

/** A source that has brought hardly a song lately gets a page a week. */
function restUntil(source: Source, asked: Date | undefined, now: Date): Date | undefined {
  if (!isPoor(source)) return asked;
  const week = new Date(now.getTime() + POOR_REST_MS);
  return asked === undefined || asked < week ? week : asked;
}

async function askSearch({ youtube, now }: AskDeps, source: Source, options: CallOptions): Promise<Asked> {
  const at = now();
  const cursor = readSearchCursor(source.cursor);
  const next = nextSearch(cursor, at);
  if ('restingUntil' in next) {
    return { videoIds: [], skipped: 0, after: () => ({ cursor: cursor ?? {}, ...next }) };
  }
  const page = await youtube.search(source.query, { ...next.ask, ...options });
  return {
    videoIds: page.videoIds,
    skipped: page.skipped,
    after: () => afterSearch(cursor, page, at),
  };
}

async function askList({ youtube, now }: AskDeps, source: Source, options: CallOptions): Promise<Asked> {
  const kind = source.kind === 'playlist' ? 'playlist' : 'channel';
  // A channel's uploads are a playlist whose id differs from the channel's in its second letter.
  const playlistId = kind === 'channel' ? source.query.replace(/^UC/, 'UU') : source.query;
  const stored = readListCursor(source.cursor);
  const { cursor, page } = await readListPage(youtube, playlistId, stored, options);
  return {
    videoIds: page.videoIds,
    skipped: page.skipped,
    after: (fresh) => ({
      ...afterListPage(cursor, { kind, page, fresh, now: now() }),
      idle: isOnWayBack(cursor, fresh),
    }),
  };
}

async function readListPage(
  youtube: YouTubeClient,
  playlistId: string,
  cursor: ReturnType<typeof readListCursor>,
  options: CallOptions,
) {
  try {
    const pageToken = cursor.pageToken ?? undefined;
    return { cursor, page: await youtube.playlistItems(playlistId, { ...options, pageToken }) };
  } catch (error) {
    const isExpired = error instanceof YouTubeRequestError && error.reason === 'invalidPageToken';
    if (!isExpired || cursor.pageToken === null) throw error;
    return { cursor: afterExpiredToken(cursor), page: await youtube.playlistItems(playlistId, options) };
  }
}
