import { setTimeout as pause } from 'node:timers/promises';
import { youtube } from '@googleapis/youtube';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { QuotaBucket } from '../../db/schema.ts';
import { QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { RateLimitedError } from './errors/rate-limited-error.ts';
import { YouTubeUnavailableError } from './errors/youtube-unavailable-error.ts';
import type { QuotaLedger } from './quota/quota-ledger.ts';
import { videosBody } from './videos-body.ts';
import { type CallOptions, type ChannelName, IDS_PER_CALL, type YouTubeClient } from './youtube.ts';
import { channelsBody, playlistItemsBody, searchBody } from './youtube-bodies.ts';
import { toFault, type YouTubeFault } from './youtube-faults.ts';

const MUSIC = '10';
const PAGE_SIZE = 50;

/** Parts cost nothing by themselves: a call is one unit whatever it asks for. */
const VIDEO_PARTS = 'snippet,contentDetails,status,topicDetails,liveStreamingDetails,player';

/** Side of the square that a player must fit in, so that its size tells the video's shape. */
const PLAYER_SIDE = 720;

/** Tries of one call, the first included. Each may cost one of the day's 100 searches. */
const TRIES = 3;
const FIRST_PAUSE_MS = 500;
/** A longer pause than this is for the next run, not for this one to sit out. */
const LONGEST_PAUSE_MS = 30_000;
const TIMEOUT_MS = 15_000;

export interface YouTubeClientDeps {
  readonly apiKey: string;
  /** Origin to ask instead of YouTube's, for a proxy or a test server. A path in it is not used. */
  readonly rootUrl?: string | undefined;
  /** Where every request is recorded before it is sent, and what refuses those the day has no unit for. */
  readonly quota: Pick<QuotaLedger, 'take' | 'exhaust'>;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly random: () => number;
  /** Waits some milliseconds, or rejects once the signal aborts. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  /** How long one try may take. */
  readonly timeoutMs?: number;
}

interface RequestOptions {
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
  readonly retry: false;
  readonly redirect: 'error';
}

/** A client of the YouTube Data API v3 that leaks no key, repeats within bounds and believes no answer unseen. */
export function createYouTubeClient(deps: YouTubeClientDeps): YouTubeClient {
  const { apiKey, rootUrl, quota, logger, now, random, timeoutMs = TIMEOUT_MS } = deps;
  const sleep = deps.sleep ?? ((ms: number, signal?: AbortSignal) => pause(ms, undefined, { signal }));
  const api = youtube({ version: 'v3', ...(rootUrl === undefined ? {} : { rootUrl }) });

  async function call<S extends z.ZodType>(
    name: string,
    bucket: QuotaBucket,
    schema: S,
    { signal, onRequest, keep }: CallOptions,
    send: (options: RequestOptions) => Promise<{ data: unknown; status: number }>,
  ): Promise<z.output<S>> {
    for (let tried = 1; ; tried += 1) {
      signal?.throwIfAborted();
      await quota.take(bucket, { keep });
      // The ledger may have been a while.
      signal?.throwIfAborted();
      onRequest?.();
      const sentAt = now();
      const deadline = AbortSignal.timeout(timeoutMs);
      let fault: YouTubeFault;
      try {
        const { data, status } = await send({
          // Never in the address: that ends up in messages and logs. A redirect would hand it to another host.
          headers: { 'X-Goog-Api-Key': apiKey },
          redirect: 'error',
          // The client's own repetitions are unbounded in quota and deaf to Retry-After.
          retry: false,
          signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
        });
        return parse(schema, data, status);
      } catch (error) {
        signal?.throwIfAborted();
        fault =
          error instanceof YouTubeUnavailableError ? error : toFault(error, { apiKey, bucket, now, sentAt });
      }
      if (fault instanceof QuotaExceededError) await quota.exhaust(bucket, sentAt);
      const wait = pauseBefore(fault, tried, random);
      if (wait === undefined) throw fault;
      logger.warn({ call: name, tried, waitMs: wait, fault: fault.message }, 'YouTube call is repeated');
      await sleep(wait, signal).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    }
  }

  return {
    search: (query, options = {}) =>
      call('search', 'search', searchBody, options, (request) =>
        api.search.list(
          {
            // The page's dates are in the snippet; it costs the same unit as the ids alone.
            part: ['snippet'],
            q: query,
            type: ['video'],
            videoLicense: 'creativeCommon',
            videoEmbeddable: 'true',
            videoCategoryId: MUSIC,
            safeSearch: 'moderate',
            maxResults: PAGE_SIZE,
            ...(options.order === undefined ? {} : { order: options.order }),
            ...(options.pageToken === undefined ? {} : { pageToken: options.pageToken }),
            ...(options.publishedAfter === undefined
              ? {}
              : { publishedAfter: options.publishedAfter.toISOString() }),
            ...(options.publishedBefore === undefined
              ? {}
              : { publishedBefore: options.publishedBefore.toISOString() }),
          },
          request,
        ),
      ),
    async videos(ids, options = {}) {
      if (ids.length > IDS_PER_CALL)
        throw new RangeError(`expected at most ${IDS_PER_CALL} ids, got ${ids.length}`);
      if (ids.length === 0) return { videos: [], unreadable: new Set(), nameless: false };
      return call('videos', 'read', videosBody, options, (request) =>
        // One comma-separated id: as repeated parameters they would count against the address's length.
        api.videos.list(
          { part: [VIDEO_PARTS], id: [ids.join(',')], maxHeight: PLAYER_SIDE, maxWidth: PLAYER_SIDE },
          request,
        ),
      );
    },
    channel: (by, options = {}) =>
      call('channels', 'read', channelsBody, options, (request) =>
        api.channels.list({ part: ['snippet'], ...channelFilter(by) }, request),
      ),
    playlistItems: (playlistId, options = {}) =>
      call('playlistItems', 'read', playlistItemsBody, options, (request) =>
        api.playlistItems.list(
          {
            part: ['contentDetails'],
            playlistId,
            maxResults: PAGE_SIZE,
            ...(options.pageToken === undefined ? {} : { pageToken: options.pageToken }),
          },
          request,
        ),
      ),
  };
}

function channelFilter(by: ChannelName | { readonly id: string }) {
  if ('id' in by) return { id: [by.id] };
  return 'handle' in by ? { forHandle: by.handle } : { forUsername: by.username };
}

function parse<S extends z.ZodType>(schema: S, data: unknown, status: number): z.output<S> {
  const { success, data: body, error } = schema.safeParse(data);
  if (success) return body;
  const [issue] = error.issues;
  const where =
    typeof data === 'object' ? (issue?.path.join('.') ?? '') : `${typeof data} instead of an object`;
  throw new YouTubeUnavailableError('body', `unexpected shape (${where})`, { status });
}

/**
 * How long to wait before the next try, or undefined when there is to be none: exponential with full jitter
 * (Brooker, "Exponential Backoff and Jitter", AWS 2015), but never less than YouTube asked for.
 */
function pauseBefore(fault: YouTubeFault, tried: number, random: () => number): number | undefined {
  if (tried >= TRIES) return undefined;
  const jitter = random() * FIRST_PAUSE_MS * 2 ** tried;
  if (!(fault instanceof YouTubeUnavailableError || fault instanceof RateLimitedError)) return undefined;
  const wait = (fault.retryAfterMs ?? 0) + jitter;
  return wait <= LONGEST_PAUSE_MS ? wait : undefined;
}
