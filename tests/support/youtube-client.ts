import { pino } from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import type { QuotaBucket } from '../../db/schema.ts';
import { createYouTubeClient, type YouTubeClientDeps } from '../../src/catalogue/youtube-client.ts';
import { startYouTubeServer, type YouTubeServer, type YouTubeServerOptions } from './youtube-server.ts';

export const API_KEY = 'AIza+secret/key=0123456789';

/** What a client asked of its ledger. */
export interface LedgerCounts {
  readonly taken: Readonly<Record<QuotaBucket, number>>;
  /** The `keep` of each unit, in the order in which they were taken. */
  readonly kept: readonly (number | undefined)[];
  readonly exhausted: readonly { readonly bucket: QuotaBucket; readonly sentAt: Date | undefined }[];
}

/** A ledger that refuses nothing and counts. */
export function permissiveLedger() {
  const taken = { search: 0, read: 0 };
  const kept: (number | undefined)[] = [];
  const exhausted: { bucket: QuotaBucket; sentAt: Date | undefined }[] = [];
  return {
    counts: { taken, kept, exhausted } satisfies LedgerCounts,
    async take(bucket: QuotaBucket, options: { readonly keep?: number | undefined } = {}) {
      taken[bucket] += 1;
      kept.push(options.keep);
    },
    async exhaust(bucket: QuotaBucket, sentAt?: Date) {
      exhausted.push({ bucket, sentAt });
    },
  };
}

/**
 * A fake YouTube and the real client that asks it, without pauses between tries. The ledger refuses nothing, unless
 * another is given; `spent` has its counts.
 */
export async function openYouTube(
  deps: Partial<YouTubeClientDeps> = {},
  options: Omit<YouTubeServerOptions, 'apiKey'> = {},
) {
  // The client would send even what is meant for loopback through a proxy of the environment.
  process.env.NO_PROXY = '127.0.0.1';
  const server: YouTubeServer = await startYouTubeServer({ apiKey: API_KEY, ...options });
  const pauses: number[] = [];
  const logged: string[] = [];
  const ledger = permissiveLedger();
  const client = createYouTubeClient({
    apiKey: API_KEY,
    rootUrl: server.origin,
    quota: ledger,
    logger: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
    now: () => new Date('2026-03-01T00:00:00Z'),
    random: () => 0.5,
    sleep: async (ms) => pauses.push(ms),
    ...deps,
  });
  return { server, client, pauses, logged, spent: ledger.counts };
}

/** A fake YouTube and its client for every test of a file; `reopen` puts others in their place. */
export function useYouTube() {
  let current: Awaited<ReturnType<typeof openYouTube>>;
  beforeEach(async () => {
    current = await openYouTube();
  });
  afterEach(() => current.server.close());
  return {
    get server() {
      return current.server;
    },
    get client() {
      return current.client;
    },
    get pauses() {
      return current.pauses;
    },
    get logged() {
      return current.logged;
    },
    get spent() {
      return current.spent;
    },
    async reopen(...options: Parameters<typeof openYouTube>) {
      await current.server.close();
      current = await openYouTube(...options);
      return current;
    },
  };
}

/** What a call fails with. */
export async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('the call was expected to fail'),
    (error: unknown) => error,
  );
}
