import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { songScores } from '../../db/queries/song-details.ts';
import { type App, createApp } from '../../src/app.ts';
import { DEFAULT_QUERIES } from '../../src/catalogue/default-sources.ts';
import { readConfig } from '../../src/config.ts';
import type { Services } from '../../src/services.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { videoId } from '../support/songs.ts';
import { API_KEY } from '../support/youtube-client.ts';
import { startYouTubeServer, type YouTubeServer } from '../support/youtube-server.ts';

const CHANNEL = `UC${'m'.repeat(22)}`;

/** The whole program with a key, as somebody runs it for the first time. */
describe('a bot with a YouTube key', () => {
  const log = createMemoryLog();
  let dataDir: string;
  let youtube: YouTubeServer;
  let app: App;
  let services: Services;
  beforeAll(async () => {
    process.env.NO_PROXY = '127.0.0.1';
    dataDir = await mkdtemp(join(tmpdir(), 'moodring-catalogue-'));
    youtube = await startYouTubeServer({ apiKey: API_KEY, budgets: { search: 100, read: 10_000 } });
    youtube.setVideos(
      Array.from({ length: 70 }, (_, n) => ({
        id: videoId(n),
        title: `Evening piano ${n}`,
        channelId: CHANNEL,
        channelTitle: 'Quiet Piano',
        // A search finds a few of the channel's songs; the others are found by following it.
        listedBy: n < 5 ? DEFAULT_QUERIES : [],
        ...(n === 60 && { title: 'Evening piano 3' }),
        ...(n === 61 && { duration: 'PT1H', title: '1 hour of evening piano' }),
      })),
    );
    app = createApp({
      config: readConfig({
        DATA_DIR: dataDir,
        PORT: '0',
        YOUTUBE_API_KEY: API_KEY,
        YOUTUBE_API_URL: youtube.origin,
        LOG_LEVEL: 'debug',
      }),
      logger: log.logger,
      now: () => new Date(),
      random: Math.random,
      print: () => {},
      onFatal: () => {},
    });
    ({ services } = await app.start());
  }, 120_000);
  afterAll(async () => {
    await app?.stop();
    await youtube?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('looks for songs by itself, follows the channel they are from, and predicts them', async () => {
    await log.waitFor('job done');
    const { db } = services.database;
    const songs = await db
      .selectFrom('songs')
      .select(['video_id', 'duplicate_of'])
      .where('origin', '=', 'youtube')
      .execute();
    expect(songs).toHaveLength(69);
    const linked = songs.filter(({ duplicate_of }) => duplicate_of !== null);
    expect(linked).toHaveLength(1);
    expect([videoId(3), videoId(60)]).toContain(linked[0]?.duplicate_of);
    for (const { video_id } of songs) expect(await songScores(db, video_id)).toHaveLength(6);
    const source = await db.selectFrom('sources').selectAll().where('query', '=', CHANNEL).executeTakeFirst();
    expect(source).toMatchObject({ kind: 'channel', found_by: 'search', enabled: true });
  });

  test('writes every request down, and the key nowhere', async () => {
    const { buckets } = await services.quota.state();
    expect(buckets.search.spent).toBe(youtube.spent.search);
    expect(buckets.read.spent).toBe(youtube.spent.read);
    expect(buckets.search.spent).toBeGreaterThan(0);
    expect(log.text()).toContain('run done');
    expect(log.text()).not.toContain(API_KEY);
    expect(log.text()).not.toContain(encodeURIComponent(API_KEY));
    for (const { url } of youtube.requests) expect(decodeURIComponent(url)).not.toContain(API_KEY);
    const runs = await services.database.db.selectFrom('runs').selectAll().execute();
    expect(JSON.stringify(runs)).not.toContain(API_KEY);
  });
});
