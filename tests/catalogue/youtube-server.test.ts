import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type FakeVideo,
  startYouTubeServer,
  type YouTubeServer,
  type YouTubeServerOptions,
} from '../support/youtube-server.ts';

// What the other tests take for granted: that the fake YouTube is as hard to please as the documented one.

const KEY = 'key';
const id = (n: number) => `video${String(n).padStart(6, '0')}`;
const numbered = (count: number, fields: (n: number) => Partial<FakeVideo> = () => ({})) =>
  Array.from({ length: count }, (_, n) => ({ id: id(n), ...fields(n) }));
const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().replace('.000', '');

let server: YouTubeServer;

beforeEach(() => restart());
afterEach(() => server.close());

async function restart(options: Partial<YouTubeServerOptions> = {}) {
  await server?.close();
  server = await startYouTubeServer({ apiKey: KEY, ...options });
}

interface Body {
  readonly etag?: string;
  readonly items?: readonly {
    readonly id: unknown;
    readonly snippet?: Readonly<Record<string, unknown>>;
    readonly contentDetails?: Readonly<Record<string, unknown>>;
  }[];
  readonly nextPageToken?: string;
  readonly pageInfo?: { readonly totalResults: number; readonly resultsPerPage: number };
  readonly error?: { readonly errors: readonly { readonly reason: string }[]; readonly message: string };
}

async function ask(
  resource: string,
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) {
  const url = `${server.origin}/youtube/v3/${resource}?${new URLSearchParams(query)}`;
  const response = await fetch(url, { headers: { 'x-goog-api-key': KEY, ...headers } });
  const text = await response.text();
  const body: Body = text === '' ? {} : JSON.parse(text);
  return { status: response.status, body, text, reason: body.error?.errors[0]?.reason };
}

const search = (query: Readonly<Record<string, string>> = {}) =>
  ask('search', { part: 'snippet', q: 'chill', type: 'video', maxResults: '50', ...query });
const playlist = (playlistId: string, query: Readonly<Record<string, string>> = {}) =>
  ask('playlistItems', { part: 'contentDetails', maxResults: '50', playlistId, ...query });
const found = ({ body }: { body: Body }) =>
  body.items?.map((item) => (item.id as { videoId: string }).videoId) ?? [];
const listed = ({ body }: { body: Body }) => body.items?.map((item) => item.contentDetails?.videoId) ?? [];

/** All pages of a list. */
async function everyPage(page: (token: Readonly<Record<string, string>>) => ReturnType<typeof ask>) {
  const pages = [await page({})];
  for (let token = pages[0]?.body.nextPageToken; token !== undefined; ) {
    const next = await page({ pageToken: token });
    pages.push(next);
    token = next.body.nextPageToken;
  }
  return pages;
}

describe('search.list', () => {
  test('has text that is escaped and cut, and the date', async () => {
    const description = 'It\'s <loud> & "long" '.repeat(20);
    server.setVideos([{ id: id(1), title: `Tom's "A & B"`, description, publishedAt: day(1), tags: ['x'] }]);
    const snippet = (await search()).body.items?.[0]?.snippet;
    expect(snippet).toMatchObject({
      title: 'Tom&#39;s &quot;A &amp; B&quot;',
      publishedAt: day(1),
      channelId: expect.stringMatching(/^UC.{22}$/),
    });
    expect(snippet?.description).toMatch(/^It&#39;s &lt;loud&gt; &amp; &quot;long&quot; It.* \.\.\.$/);
    expect(snippet).not.toHaveProperty('tags');
    expect(snippet).not.toHaveProperty('categoryId');
    expect((await search({ part: 'id' })).body.items?.[0]).not.toHaveProperty('snippet');
  });

  test('gives 5 results unless asked for up to 50', async () => {
    server.setVideos(numbered(60));
    const { body } = await ask('search', { part: 'id', q: 'chill', type: 'video' });
    expect(body.items).toHaveLength(5);
    expect(body.pageInfo?.resultsPerPage).toBe(5);
    expect(found(await search())).toHaveLength(50);
    expect(await search({ maxResults: '51' })).toMatchObject({ status: 400, reason: 'invalidParameter' });
  });

  test('orders by date on demand, the newest first', async () => {
    server.setVideos([2, 9, 4].map((n) => ({ id: id(n), publishedAt: day(n) })));
    expect(found(await search())).toEqual([id(2), id(9), id(4)]);
    expect(found(await search({ order: 'date' }))).toEqual([id(9), id(4), id(2)]);
  });

  test('takes both ends of a window in', async () => {
    server.setVideos(numbered(10, (n) => ({ publishedAt: day(n) })));
    const window = { publishedAfter: day(3), publishedBefore: day(5) };
    expect(found(await search(window))).toEqual([id(3), id(4), id(5)]);
    expect(found(await search({ ...window, order: 'date' }))).toEqual([id(5), id(4), id(3)]);
    expect((await search({ publishedAfter: 'yesterday' })).reason).toBe('invalidParameter');
  });

  test('ends after 500 results, wherever they lie', async () => {
    server.setVideos(numbered(700, (n) => ({ publishedAt: day(n) })));
    const all = (await everyPage((token) => search({ order: 'date', ...token }))).flatMap(found);
    expect(all).toEqual(Array.from({ length: 500 }, (_, n) => id(699 - n)));
    const before = { order: 'date', publishedBefore: day(200) };
    expect((await everyPage((token) => search({ ...before, ...token }))).flatMap(found)).toHaveLength(201);
    // Nobody can count on this number.
    expect((await search()).body.pageInfo?.totalResults).toBe(1_000_000);
  });

  test('lists only what fits the filters, and takes them only for videos', async () => {
    server.setVideos([
      { id: id(1) },
      { id: id(2), license: 'youtube' },
      { id: id(3), embeddable: false },
      { id: id(4), categoryId: '27' },
      { id: id(5), privacyStatus: 'unlisted' },
      { id: id(6), privacyStatus: 'private' },
      { id: id(7), deleted: true },
      { id: id(8), listedBy: ['jazz'] },
    ]);
    const filters = { videoLicense: 'creativeCommon', videoEmbeddable: 'true', videoCategoryId: '10' };
    expect(found(await search())).toEqual([id(1), id(2), id(3), id(4)]);
    expect(found(await search(filters))).toEqual([id(1)]);
    expect(found(await search({ ...filters, q: 'jazz' }))).toEqual([id(1), id(8)]);
    for (const [name, value] of Object.entries(filters)) {
      const query = { part: 'id', q: 'chill', [name]: value };
      expect(await ask('search', query)).toMatchObject({ status: 400, reason: 'invalidSearchFilter' });
    }
  });

  test('any window and order has what a plain look at all videos finds', async () => {
    const when = fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined });
    const video = fc.record({ at: fc.integer({ min: 0, max: 40 }), named: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(video, { maxLength: 40 }),
        when,
        when,
        fc.boolean(),
        async (some, from, to, byDate) => {
          const videos = some.map(({ at, named }, n) => ({
            id: id(n),
            publishedAt: day(at),
            ...(named && { listedBy: ['chill'] }),
          }));
          server.setVideos(videos);
          const expected = videos.filter(
            ({ publishedAt: at }) => at >= day(from ?? 0) && at <= day(to ?? 40),
          );
          if (byDate) expected.sort((a, b) => b.publishedAt.localeCompare(a.publishedAt));
          const result = await search({
            ...(byDate && { order: 'date' }),
            ...(from !== undefined && { publishedAfter: day(from) }),
            ...(to !== undefined && { publishedBefore: day(to) }),
          });
          expect(found(result)).toEqual(expected.map((one) => one.id));
        },
      ),
    );
  });
});

describe('videos.list', () => {
  const videos = (ids: readonly string[], part = 'snippet') => ask('videos', { part, id: ids.join(',') });

  test('leaves out what is deleted or private and repeats nothing', async () => {
    server.setVideos([
      { id: id(1) },
      { id: id(2), privacyStatus: 'private' },
      { id: id(3), privacyStatus: 'unlisted' },
      { id: id(4), deleted: true },
    ]);
    const { body } = await videos([id(3), id(1), id(2), id(1), id(4), id(5)]);
    expect(body.items?.map((item) => item.id)).toEqual([id(3), id(1)]);
  });

  test('has only the parts it is asked for', async () => {
    const regionRestriction = { blocked: ['DE'] };
    server.setVideos([{ id: id(1), regionRestriction, topicCategories: ['x'], categoryId: '27' }]);
    const parts = ['snippet', 'contentDetails', 'status', 'topicDetails'];
    for (const part of parts) {
      const item = (await videos([id(1)], part)).body.items?.[0] ?? {};
      expect(parts.filter((name) => name in item)).toEqual([part]);
    }
    expect((await videos([id(1)], parts.join(','))).body.items).toMatchObject([
      {
        snippet: { categoryId: '27' },
        contentDetails: { duration: 'PT3M5S', regionRestriction },
        status: { license: 'creativeCommon' },
        topicDetails: { topicCategories: ['x'] },
      },
    ]);
    expect(await videos([id(1)], 'everything')).toMatchObject({ status: 400, reason: 'unknownPart' });
  });

  test('takes 50 ids, and at least one', async () => {
    server.setVideos(numbered(60));
    expect((await videos(numbered(50).map((video) => video.id))).body.items).toHaveLength(50);
    expect((await videos(numbered(51).map((video) => video.id))).reason).toBe('invalidParameter');
    expect((await videos([])).reason).toBe('missingRequiredParameter');
  });
});

describe('playlistItems.list', () => {
  test('has a channel’s uploads, the newest first, without what is gone', async () => {
    const channelId = 'UC0123456789012345678901';
    server.setVideos([
      { id: id(1), channelId, publishedAt: day(1) },
      { id: id(2), channelId, publishedAt: day(3) },
      { id: id(3), channelId, publishedAt: day(2), privacyStatus: 'private' },
      { id: id(4), channelId, publishedAt: day(2) },
      { id: id(5), publishedAt: day(2) },
    ]);
    expect(listed(await playlist('UU0123456789012345678901'))).toEqual([id(2), id(4), id(1)]);
  });

  test('keeps a playlist in its own order, with the places of what is gone', async () => {
    server.setVideos([{ id: id(1) }, { id: id(2), privacyStatus: 'private' }, { id: id(3), deleted: true }]);
    server.setPlaylists({ PLx: [id(3), id(1), id(9), id(2)] });
    const { body } = await playlist('PLx', { part: 'snippet,contentDetails' });
    expect(body.pageInfo?.totalResults).toBe(4);
    expect(body.items?.map(({ snippet, contentDetails }) => [snippet?.title, contentDetails])).toEqual([
      ['Deleted video', { videoId: id(3) }],
      [`Song ${id(1)}`, { videoId: id(1), videoPublishedAt: '2024-03-01T12:00:00Z' }],
      ['Deleted video', { videoId: id(9) }],
      ['Private video', { videoId: id(2) }],
    ]);
  });

  test('knows an empty playlist from one that is not there', async () => {
    server.setPlaylists({ PLempty: [] });
    expect(await playlist('PLempty')).toMatchObject({ body: { items: [], pageInfo: { totalResults: 0 } } });
    expect(await playlist('PLgone')).toMatchObject({ status: 404, reason: 'playlistNotFound' });
    expect(await playlist('UUgone')).toMatchObject({ status: 404, reason: 'playlistNotFound' });
  });
});

describe('page tokens', () => {
  test('lead through a list once', async () => {
    const ids = numbered(120).map((video) => video.id);
    server.setPlaylists({ PLx: ids });
    const pages = await everyPage((token) => playlist('PLx', token));
    expect(pages.map((page) => listed(page).length)).toEqual([50, 50, 20]);
    expect(pages.flatMap(listed)).toEqual(ids);
  });

  test('are good for their own list, and only until they expire', async () => {
    server.setPlaylists({ PLx: numbered(60).map(({ id }) => id), PLy: numbered(60).map(({ id }) => id) });
    const { nextPageToken: pageToken = '' } = (await playlist('PLx')).body;
    expect(listed(await playlist('PLx', { pageToken }))).toHaveLength(10);
    const refused = { status: 400, reason: 'invalidPageToken' };
    expect(await playlist('PLy', { pageToken })).toMatchObject(refused);
    expect(await playlist('PLx', { pageToken: 'P50' })).toMatchObject(refused);
    server.expirePageTokens();
    expect(await playlist('PLx', { pageToken })).toMatchObject(refused);
    expect((await playlist('PLx')).body.nextPageToken).not.toBe(pageToken);
  });
});

describe('channels.list', () => {
  test('finds a channel by handle, username and id, and has no items without one', async () => {
    const channel = 'UC0123456789012345678901';
    server.setChannels([{ id: channel, handle: '@Calm', username: 'calm1' }]);
    for (const [filter, value] of [
      ['forHandle', '@calm'],
      ['forHandle', 'Calm'],
      ['forUsername', 'CALM1'],
      ['id', channel],
    ] as const) {
      expect((await ask('channels', { part: 'id', [filter]: value })).body.items).toMatchObject([
        { id: channel },
      ]);
    }
    const { status, body } = await ask('channels', { part: 'id', forUsername: '@calm' });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('items');
    expect((await ask('channels', { part: 'id' })).reason).toBe('missingRequiredParameter');
    expect((await ask('channels', { part: 'id', id: channel, forHandle: 'calm' })).reason).toBe(
      'incompatibleParameters',
    );
  });
});

describe('every answer', () => {
  test('has an etag, and is empty for whoever knows it', async () => {
    server.setVideos([{ id: id(1) }]);
    const query = { part: 'snippet', id: id(1) };
    const { etag } = (await ask('videos', query)).body;
    expect(etag).toEqual(expect.any(String));
    const known = { 'if-none-match': `"${etag}"` };
    expect(await ask('videos', query, known)).toMatchObject({ status: 304, text: '' });
    server.setVideos([{ id: id(1), title: 'Another' }]);
    expect(await ask('videos', query, known)).toMatchObject({ status: 200 });
  });

  test('needs the key and a part, and refuses what it does not know', async () => {
    expect(await ask('videos', { id: id(1) })).toMatchObject({ reason: 'missingRequiredParameter' });
    expect(await ask('videos', { part: 'id', id: id(1) }, { 'x-goog-api-key': 'another' })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('API key not valid') } },
    });
    expect(await search({ relatedToVideoId: id(1) })).toMatchObject({ status: 400, reason: 'badRequest' });
    expect(await ask('comments', { part: 'id' })).toMatchObject({ status: 404 });
  });
});

describe('the budgets of a day', () => {
  test('are spent by every request, invalid ones too, each resource from its own', async () => {
    await restart({ budgets: { search: 2, read: 3 } });
    await search();
    expect((await search({ maxResults: '51' })).status).toBe(400);
    expect(await search()).toMatchObject({ status: 403, reason: 'quotaExceeded' });
    await ask('channels', { part: 'id', forHandle: 'x' });
    await playlist('PLgone');
    server.failNext('videos', { kind: 'api', status: 503 });
    await ask('videos', { part: 'id', id: id(1) });
    expect(await ask('videos', { part: 'id', id: id(1) })).toMatchObject({ reason: 'quotaExceeded' });
    expect(server.spent).toEqual({ search: 3, read: 4 });
    server.resetQuota();
    expect(await search()).toMatchObject({ status: 200 });
    expect(server.spent).toEqual({ search: 1, read: 0 });
  });

  test('may be refused as a 429 that names the day', async () => {
    await restart({ budgets: { search: 0 }, quotaFault: 429 });
    expect(await search()).toMatchObject({
      status: 429,
      reason: 'rateLimitExceeded',
      body: { error: { message: expect.stringContaining('Search Queries per day') } },
    });
  });
});

describe('a YouTube of a million videos', () => {
  test('is made up only as far as it is asked for', async () => {
    const video = vi.fn((of: string) => ({ id: of }));
    let met = 0;
    server.setCatalogue({
      video,
      *search({ order, before }) {
        expect([order, before]).toEqual(['date', Date.parse(day(9))]);
        for (let n = 0; n < 1_000_000; n += 1) {
          met += 1;
          yield { id: id(n), publishedAt: day(9) };
        }
      },
      playlist: (of) =>
        of === 'UUhuge'
          ? {
              length: 1_000_000,
              slice: (start, end) => Array.from({ length: end - start }, (_, n) => id(start + n)),
            }
          : undefined,
    });
    expect(found(await search({ order: 'date', publishedBefore: day(9) }))).toHaveLength(50);
    expect(met).toBe(500);
    const first = await playlist('UUhuge');
    expect(first.body.pageInfo?.totalResults).toBe(1_000_000);
    const second = await playlist('UUhuge', { pageToken: first.body.nextPageToken ?? '' });
    expect(listed(second)[49]).toBe(id(99));
    video.mockClear();
    expect((await ask('videos', { part: 'snippet', id: `${id(7)},${id(999_999)}` })).body.items).toHaveLength(
      2,
    );
    expect(video.mock.calls).toEqual([[id(7)], [id(999_999)]]);
    expect(await playlist('PLgone')).toMatchObject({ reason: 'playlistNotFound' });
  });
});
