import { expect, test } from 'vitest';
import type { YouTubeVideo } from '../../src/catalogue/youtube.ts';
import { isYouTubeShort } from '../../src/catalogue/youtube-short.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { videoId } from '../support/songs.ts';
import { channel, ingestScene } from './ingest-scene.ts';

const NEW = '2025-03-01T12:00:00Z';
const OLD = '2024-03-01T12:00:00Z';
const UPRIGHT = { embedWidth: 405, embedHeight: 720 };
const SQUARE = { embedWidth: 720, embedHeight: 720 };
const WIDE = { embedWidth: 720, embedHeight: 405 };

interface Given {
  readonly player: YouTubeVideo['player'] | undefined;
  readonly seconds: number;
  readonly publishedAt?: string | undefined;
  readonly title?: string;
}

test.each<[string, Given, boolean]>([
  ['upright, three minutes', { player: UPRIGHT, seconds: 180 }, true],
  ['square, two minutes', { player: SQUARE, seconds: 120 }, true],
  ['upright, longer than a Short may be', { player: UPRIGHT, seconds: 181 }, false],
  ['upright, of before such a length was one', { player: UPRIGHT, seconds: 120, publishedAt: OLD }, false],
  ['upright, a minute, of before', { player: UPRIGHT, seconds: 60, publishedAt: OLD }, true],
  ['wide', { player: WIDE, seconds: 120 }, false],
  ['of unknown shape', { player: undefined, seconds: 120 }, false],
  ['upright, of unknown date', { player: UPRIGHT, seconds: 120, publishedAt: undefined }, false],
  [
    'of unknown shape, but it says so',
    { player: undefined, seconds: 120, title: 'Calm piano #Shorts' },
    true,
  ],
  ['a long one that says so', { player: undefined, seconds: 240, title: 'Calm piano #shorts' }, false],
  ['another word', { player: WIDE, seconds: 120, title: 'Calm #shortsong' }, false],
])('%s', (_, given, isOne) => {
  const { player, seconds, publishedAt, title } = { publishedAt: NEW, title: 'Calm', ...given };
  const video = {
    ...(player !== undefined && { player }),
    snippet: {
      title,
      description: '',
      channelTitle: '',
      channelId: '',
      tags: [],
      publishedAt,
      liveBroadcastContent: 'none',
      categoryId: '10',
    },
  };
  expect(isYouTubeShort({ video, title, seconds })).toBe(isOne);
});

describeEachDatabase('Shorts and videos for adults', (open) => {
  test('are left out of a channel by the answer that is asked for anyway; who may watch is stored', async () => {
    const fields = { listedBy: [], channelId: channel('c'), publishedAt: NEW };
    const it = await ingestScene(await open(), { sources: [['channel', channel('c')]] });
    it.youtube.setVideos([
      { id: videoId(1), ...fields, shape: { width: 1920, height: 1080 }, madeForKids: true },
      { id: videoId(2), ...fields, shape: { width: 1080, height: 1920 }, duration: 'PT2M30S' },
      { id: videoId(3), ...fields, ageRestricted: true },
      { id: videoId(4), ...fields, madeForKids: false },
      { id: videoId(5), ...fields },
    ]);
    expect(await it.run()).toMatchObject({
      added: 3,
      leftOut: { 'youtube-short': 1, 'age-restricted': 1 },
      units: { search: 0, read: 2 },
    });
    const songs = await it.database.db
      .selectFrom('songs')
      .select(['video_id', 'made_for_kids'])
      .orderBy('video_id')
      .execute();
    expect(songs).toEqual([
      { video_id: videoId(1), made_for_kids: true },
      { video_id: videoId(4), made_for_kids: false },
      { video_id: videoId(5), made_for_kids: null },
    ]);
  });
});
