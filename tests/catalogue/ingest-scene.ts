import { pino } from 'pino';
import { afterEach } from 'vitest';
import type { Database } from '../../db/database.ts';
import { ensureSource } from '../../db/queries/sources.ts';
import type { SourceKind } from '../../db/schema.ts';
import { type IngestDeps, type IngestOptions, ingest } from '../../src/catalogue/ingest.ts';
import { createQuotaLedger, type QuotaBudgets } from '../../src/catalogue/quota/quota-ledger.ts';
import { DEFAULT_SONG_RULES } from '../../src/catalogue/video-to-song.ts';
import { videoId } from '../support/songs.ts';
import { openYouTube } from '../support/youtube-client.ts';
import type { FakeVideo, YouTubeServer } from '../support/youtube-server.ts';

export const DAY_MS = 86_400_000;
/** Noon in Pacific time. */
export const START = Date.parse('2026-03-01T20:00:00Z');

const opened: YouTubeServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

export interface SceneOptions {
  readonly videos?: readonly FakeVideo[];
  readonly sources?: readonly (readonly [kind: SourceKind, query: string])[];
  readonly budgets?: QuotaBudgets;
  /** How long one try may take, in ms. */
  readonly timeoutMs?: number;
  /** When it begins, in ms; {@link START} unless given. */
  readonly start?: number;
}

/** A fake YouTube, the real client and the real ledger on a database. */
export async function ingestScene(database: Database, options: SceneOptions = {}) {
  const { videos = [], sources = [['search', 'chill']], start = START, timeoutMs = 5_000 } = options;
  const { budgets = { search: 100, read: 10_000 } } = options;
  let time = start;
  const now = () => new Date(time);
  const quota = createQuotaLedger({ db: database.db, now, budgets });
  const youtube = await openYouTube({ quota, now, timeoutMs });
  opened.push(youtube.server);
  youtube.server.setVideos(videos);
  for (const [kind, query] of sources) await ensureSource(database.db, { kind, query });
  const predicted: string[] = [];
  const deps: IngestDeps = {
    database,
    youtube: youtube.client,
    quota,
    songRules: DEFAULT_SONG_RULES,
    logger: pino({ level: 'silent' }),
    now,
    predictSongs: async (ids) => {
      predicted.push(...ids);
    },
  };
  return {
    database,
    deps,
    quota,
    predicted,
    youtube: youtube.server,
    /** Lets time go by. */
    pass(ms: number) {
      time += ms;
    },
    /** All that there is to find, unless told otherwise. */
    run: (given: IngestOptions = {}) => ingest(deps, { share: 1, ...given }),
    async songIds(): Promise<string[]> {
      const rows = await database.db.selectFrom('songs').select('video_id').orderBy('video_id').execute();
      return rows.map((row) => row.video_id);
    },
    async source(query: string) {
      return database.db
        .selectFrom('sources')
        .selectAll()
        .where('query', '=', query)
        .executeTakeFirstOrThrow();
    },
  };
}

export type IngestScene = Awaited<ReturnType<typeof ingestScene>>;

/** So many songs, one a minute, the last one an hour before the start. */
export function numbered(count: number, fields: Partial<FakeVideo> = {}, from = 0): FakeVideo[] {
  return Array.from({ length: count }, (_, n) => ({
    id: videoId(from + n),
    publishedAt: new Date(START - 3_600_000 - n * 60_000).toISOString(),
    ...fields,
  }));
}

export const channel = (letter: string) => `UC${letter.repeat(22)}`;
export const uploads = (letter: string) => `UU${letter.repeat(22)}`;
