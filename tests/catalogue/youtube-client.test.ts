import { describe, expect, test, vi } from 'vitest';
import type { QuotaBucket } from '../../db/schema.ts';
import { QuotaExceededError } from '../../src/catalogue/errors/quota-exceeded-error.ts';
import { API_KEY, thrownBy, useYouTube } from '../support/youtube-client.ts';
import { OVERLOADED, QUOTA_EXCEEDED } from '../support/youtube-server.ts';

const id = (n: number) => `video${String(n).padStart(6, '0')}`;
const CHANNEL = 'UCcalm-music_0123456789A';

const youtube = useYouTube();

describe('asking YouTube', () => {
  test('a search names ids, page by page, with filters and without the key in the address', async () => {
    const { server, client } = youtube;
    server.setVideos(Array.from({ length: 60 }, (_, n) => ({ id: id(n) })));
    const first = await client.search('sad & slow');
    expect(first.videoIds).toHaveLength(50);
    const second = await client.search('sad & slow', { pageToken: first.nextPageToken });
    expect(second).toEqual({
      videoIds: Array.from({ length: 10 }, (_, n) => id(50 + n)),
      nextPageToken: undefined,
      skipped: 0,
      published: { from: new Date('2024-03-01T12:00:00Z'), to: new Date('2024-03-01T12:00:00Z') },
    });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      part: 'snippet',
      q: 'sad & slow',
      type: 'video',
      videoLicense: 'creativeCommon',
      videoEmbeddable: 'true',
      videoCategoryId: '10',
      safeSearch: 'moderate',
      maxResults: '50',
    });
    expect(server.requests[0]?.headers['x-goog-api-key']).toBe(API_KEY);
    expect(decodeURIComponent(server.requests.map(({ url }) => url).join())).not.toContain('AIza');
  });

  test('a search can be narrowed by the date of upload', async () => {
    const { server, client } = youtube;
    server.setVideos([
      { id: id(1), publishedAt: '2020-01-15T00:00:00Z' },
      { id: id(2), publishedAt: '2021-01-15T00:00:00Z' },
    ]);
    const { videoIds } = await client.search('chill', {
      order: 'date',
      publishedAfter: new Date('2020-06-01T00:00:00Z'),
      publishedBefore: new Date('2022-01-01T00:00:00Z'),
    });
    expect(videoIds).toEqual([id(2)]);
    expect(server.requests[0]?.query.get('order')).toBe('date');
  });

  test('a page of a search says how far it goes back, an empty one nothing', async () => {
    const { server, client } = youtube;
    server.setVideos([
      { id: id(1), publishedAt: '2021-01-15T00:00:00Z' },
      { id: id(2), publishedAt: '2019-05-01T10:00:00Z' },
      { id: id(3), publishedAt: '2020-01-15T00:00:00Z' },
    ]);
    expect((await client.search('chill')).published).toEqual({
      from: new Date('2019-05-01T10:00:00Z'),
      to: new Date('2021-01-15T00:00:00Z'),
    });
    const empty = await client.search('chill', { publishedAfter: new Date('2025-01-01T00:00:00Z') });
    expect(empty).toEqual({ videoIds: [], nextPageToken: undefined, skipped: 0, published: undefined });
  });

  test('what a search names beside videos is left out, its dates too', async () => {
    const { server, client } = youtube;
    const snippet = { publishedAt: '2020-01-01T00:00:00Z' };
    server.failNext('search', {
      kind: 'body',
      body: {
        items: [
          { id: { channelId: 'UCx' }, snippet: { publishedAt: '2010-01-01T00:00:00Z' } },
          { id: { videoId: 'no id' }, snippet: { publishedAt: '2011-01-01T00:00:00Z' } },
          { id: { videoId: id(1) }, snippet },
        ],
      },
    });
    expect(await client.search('chill')).toEqual({
      videoIds: [id(1)],
      nextPageToken: undefined,
      skipped: 0,
      published: { from: new Date(snippet.publishedAt), to: new Date(snippet.publishedAt) },
    });
  });

  test('what decides nothing about a video spoils no answer', async () => {
    const { server, client } = youtube;
    const snippet = { title: 'Song', publishedAt: 'long ago', tags: 'chill', categoryId: '10' };
    const status = { license: 'creativeCommon', embeddable: true, privacyStatus: 'public' };
    const item = { id: id(1), snippet, contentDetails: { duration: 'PT3M' }, status, topicDetails: null };
    server.failNext('videos', { kind: 'body', body: { items: [item] } });
    expect((await client.videos([id(1)])).videos).toMatchObject([
      { snippet: { publishedAt: undefined, tags: [] }, topicDetails: { topicCategories: [] } },
    ]);
  });

  test('videos come with their full facts in one request, absent ids are left out', async () => {
    const { server, client } = youtube;
    const description = 'long '.repeat(100);
    server.setVideos([
      { id: id(1), title: 'Rock & Roll', description, tags: ['a', 'b'], topicCategories: ['x/Rock_music'] },
      { id: id(2), privacyStatus: 'private' },
    ]);
    const { videos } = await client.videos([id(1), id(2), id(3)]);
    expect(videos).toHaveLength(1);
    expect(videos[0]).toMatchObject({
      id: id(1),
      snippet: { title: 'Rock & Roll', description, tags: ['a', 'b'], channelTitle: 'A channel' },
      contentDetails: { duration: 'PT3M5S' },
      status: { license: 'creativeCommon', embeddable: true, privacyStatus: 'public' },
      topicDetails: { topicCategories: ['x/Rock_music'] },
    });
    expect(server.calls('videos')).toBe(1);
  });

  test('videos come with their category and the countries where they play', async () => {
    const { server, client } = youtube;
    server.setVideos([
      { id: id(1) },
      { id: id(2), categoryId: '27', regionRestriction: { blocked: ['DE', 'JP'] } },
      { id: id(3), categoryId: null, regionRestriction: { allowed: [] } },
    ]);
    const { videos } = await client.videos([id(1), id(2), id(3)]);
    expect(videos.map(({ snippet }) => snippet.categoryId)).toEqual(['10', '27', undefined]);
    expect(videos.map(({ contentDetails }) => contentDetails.regionRestriction)).toEqual([
      undefined,
      { blocked: ['DE', 'JP'] },
      { allowed: [] },
    ]);
  });

  test('no ids cost no request, more than 50 are refused', async () => {
    expect(await youtube.client.videos([])).toMatchObject({ videos: [] });
    await expect(youtube.client.videos(Array.from({ length: 51 }, (_, n) => id(n)))).rejects.toThrow(
      RangeError,
    );
    expect(youtube.server.requests).toEqual([]);
    expect(youtube.spent.taken).toEqual({ search: 0, read: 0 });
  });

  test('a playlist names the ids of its videos and how many there are in all', async () => {
    const { server, client } = youtube;
    server.setPlaylists({ PLx: Array.from({ length: 51 }, (_, n) => id(n)), PLempty: [] });
    const first = await client.playlistItems('PLx');
    expect(first).toEqual({
      videoIds: Array.from({ length: 50 }, (_, n) => id(n)),
      nextPageToken: expect.any(String),
      skipped: 0,
      total: 51,
    });
    const second = await client.playlistItems('PLx', { pageToken: first.nextPageToken });
    expect(second).toEqual({ videoIds: [id(50)], nextPageToken: undefined, skipped: 0, total: 51 });
    expect(await client.playlistItems('PLempty')).toMatchObject({ videoIds: [], total: 0 });
    expect(await thrownBy(client.playlistItems('PLgone'))).toMatchObject({
      name: 'YouTubeRequestError',
      status: 404,
      reason: 'playlistNotFound',
    });
  });

  test('a playlist need not say how many videos it has', async () => {
    youtube.server.failNext('playlistItems', { kind: 'body', body: { items: [] } });
    expect(await youtube.client.playlistItems('PLx')).toMatchObject({ videoIds: [], total: undefined });
  });

  test('a channel is found by its handle, its old username and its id', async () => {
    const { server, client } = youtube;
    server.setChannels([
      { id: CHANNEL, handle: '@Calm-Music', username: 'calmmusic', title: 'Calm & Music' },
    ]);
    const channel = { id: CHANNEL, title: 'Calm & Music' };
    expect(await client.channel({ handle: '@calm-music' })).toEqual(channel);
    expect(await client.channel({ username: 'CalmMusic' })).toEqual(channel);
    expect(await client.channel({ id: CHANNEL })).toEqual(channel);
    expect(await client.channel({ handle: '@nobody' })).toBeUndefined();
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { part: 'snippet', forHandle: '@calm-music' },
      { part: 'snippet', forUsername: 'CalmMusic' },
      { part: 'snippet', id: CHANNEL },
      { part: 'snippet', forHandle: '@nobody' },
    ]);
  });
});

describe('the ledger', () => {
  test('has every request before it is sent, by the allowance it draws on and what must be left over', async () => {
    const { client, spent } = youtube;
    await client.search('chill', { keep: 3 });
    await client.videos([id(1)], { keep: 100 });
    await client.channel({ handle: '@x' });
    await client.playlistItems('PLx').catch(() => 'no such playlist');
    expect(spent.taken).toEqual({ search: 1, read: 3 });
    expect(spent.kept).toEqual([3, 100, undefined, undefined]);
    expect(spent.exhausted).toEqual([]);
  });

  test('has repeated requests, too, each before it is sent', async () => {
    const seen: number[] = [];
    const { server, client } = await youtube.reopen({
      quota: {
        take: async () => {
          // Whatever the client did meanwhile would have arrived by then.
          await new Promise((resolve) => setImmediate(resolve));
          seen.push(youtube.server.calls('search'));
        },
        exhaust: async () => undefined,
      },
    });
    server.failAlways('search', OVERLOADED);
    const onRequest = vi.fn(() => expect(seen).toHaveLength(server.calls('search') + 1));
    await thrownBy(client.search('chill', { onRequest }));
    expect(seen).toEqual([0, 1, 2]);
    expect(onRequest).toHaveBeenCalledTimes(3);
  });

  test('refuses a call: nothing is sent, and nobody tries again', async () => {
    const refusal = new QuotaExceededError('search', 'budget', new Date('2026-03-01T08:00:00Z'));
    const take = vi.fn(() => Promise.reject(refusal));
    const exhaust = vi.fn(async () => undefined);
    const { server, client } = await youtube.reopen({ quota: { take, exhaust } });
    const onRequest = vi.fn();
    expect(await thrownBy(client.search('chill', { keep: 5, onRequest }))).toBe(refusal);
    expect(take.mock.calls).toEqual([['search', { keep: 5 }]]);
    expect(server.requests).toEqual([]);
    expect(onRequest).not.toHaveBeenCalled();
    // YouTube has said nothing of the kind.
    expect(exhaust).not.toHaveBeenCalled();
  });

  test('refuses the second try of a call', async () => {
    const refusal = new QuotaExceededError('read', 'budget', new Date('2026-03-01T08:00:00Z'));
    const take = vi.fn(async () => {
      if (take.mock.calls.length === 2) throw refusal;
    });
    const { server, client } = await youtube.reopen({ quota: { take, exhaust: async () => undefined } });
    server.failAlways('videos', OVERLOADED);
    expect(await thrownBy(client.videos([id(1)]))).toBe(refusal);
    expect(server.calls('videos')).toBe(1);
  });

  test('cannot be written: nothing is sent', async () => {
    const fault = new Error('the database is gone');
    const { server, client } = await youtube.reopen({
      quota: { take: () => Promise.reject(fault), exhaust: async () => undefined },
    });
    expect(await thrownBy(client.search('chill'))).toBe(fault);
    expect(server.requests).toEqual([]);
  });

  test.each([
    ['search', 403],
    ['search', 429],
    ['read', 403],
    ['read', 429],
  ] as const)('learns from YouTube that the day is used up: %s as a %d', async (bucket, quotaFault) => {
    const { client, server, spent } = await youtube.reopen({}, { budgets: { [bucket]: 2 }, quotaFault });
    const ask = () => (bucket === 'search' ? client.search('chill') : client.videos([id(1)]));
    await ask();
    await ask();
    expect(await thrownBy(ask())).toMatchObject({
      name: 'QuotaExceededError',
      bucket,
      reason: quotaFault === 403 ? 'quotaExceeded' : 'rateLimitExceeded',
      until: new Date('2026-03-01T08:00:00Z'),
    });
    // A day that is used up gets no second try.
    expect(server.requests).toHaveLength(3);
    expect(spent.exhausted).toEqual([{ bucket, sentAt: new Date('2026-03-01T00:00:00Z') }]);
    server.resetQuota();
    await ask();
  });

  test('is told so before the caller is', async () => {
    const order: string[] = [];
    const { server, client } = await youtube.reopen({
      quota: {
        take: async () => undefined,
        exhaust: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          order.push('ledger');
        },
      },
    });
    server.failAlways('search', QUOTA_EXCEEDED);
    await thrownBy(client.search('chill'));
    order.push('caller');
    expect(order).toEqual(['ledger', 'caller']);
  });

  test('is told of the day that was meant when the answer comes after midnight', async () => {
    const times = ['2026-03-01T07:59:59.900Z', '2026-03-01T08:00:00.100Z'];
    const exhaust = vi.fn(async (_bucket: QuotaBucket, _sentAt?: Date) => undefined);
    const { server, client } = await youtube.reopen({
      now: () => new Date(times.shift() ?? '2026-03-01T08:00:00.100Z'),
      quota: { take: async () => undefined, exhaust },
    });
    server.failAlways('search', QUOTA_EXCEEDED);
    expect(await thrownBy(client.search('chill'))).toMatchObject({ until: new Date('2026-03-01T08:00:00Z') });
    expect(exhaust.mock.calls).toEqual([['search', new Date('2026-03-01T07:59:59.900Z')]]);
  });

  test('keeps a call that is cancelled meanwhile from being sent', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const { server, client } = await youtube.reopen({
      quota: { take: async () => controller.abort(reason), exhaust: async () => undefined },
    });
    const onRequest = vi.fn();
    expect(await thrownBy(client.search('chill', { signal: controller.signal, onRequest }))).toBe(reason);
    expect(onRequest).not.toHaveBeenCalled();
    expect(server.requests).toEqual([]);
  });
});
