import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeyInvalidError } from '../../src/catalogue/errors/key-invalid-error.ts';
import { QuotaExceededError } from '../../src/catalogue/errors/quota-exceeded-error.ts';
import { RateLimitedError } from '../../src/catalogue/errors/rate-limited-error.ts';
import { YouTubeRequestError } from '../../src/catalogue/errors/youtube-request-error.ts';
import { YouTubeUnavailableError } from '../../src/catalogue/errors/youtube-unavailable-error.ts';
import type { YouTubeClientDeps } from '../../src/catalogue/youtube-client.ts';
import { API_KEY, openYouTube } from '../support/youtube-client.ts';
import { type Fault, QUOTA_EXCEEDED } from '../support/youtube-server.ts';

const id = (n: number) => `video${String(n).padStart(6, '0')}`;
const OVERLOADED: Fault = { kind: 'api', status: 503, reason: 'backendError' };
const SLOW_DOWN: Fault = { kind: 'api', status: 403, reason: 'rateLimitExceeded' };

let youtube: Awaited<ReturnType<typeof openYouTube>>;

beforeEach(async () => {
  youtube = await openYouTube();
});

afterEach(() => youtube.server.close());

/** Another client with the same fake YouTube. */
async function reopen(deps: Partial<YouTubeClientDeps>) {
  await youtube.server.close();
  youtube = await openYouTube(deps);
  return youtube;
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('the call was expected to fail'),
    (error: unknown) => error,
  );
}

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
    });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      part: 'id',
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

  test('videos come with their full facts in one request, absent ids are left out', async () => {
    const { server, client } = youtube;
    const description = 'long '.repeat(100);
    server.setVideos([
      { id: id(1), title: 'Rock & Roll', description, tags: ['a', 'b'], topicCategories: ['x/Rock_music'] },
      { id: id(2), privacyStatus: 'private' },
    ]);
    const videos = await client.videos([id(1), id(2), id(3)]);
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

  test('no ids cost no request, more than 50 are refused', async () => {
    expect(await youtube.client.videos([])).toEqual([]);
    await expect(youtube.client.videos(Array.from({ length: 51 }, (_, n) => id(n)))).rejects.toThrow(
      RangeError,
    );
    expect(youtube.server.requests).toEqual([]);
  });

  test('a playlist names the ids of its videos', async () => {
    youtube.server.setVideos([{ id: id(1), listedBy: ['PLx'] }, { id: id(2) }]);
    expect((await youtube.client.playlistItems('PLx')).videoIds).toEqual([id(1)]);
    expect(await thrownBy(youtube.client.playlistItems('PLgone'))).toMatchObject({
      name: 'YouTubeRequestError',
      status: 404,
      reason: 'playlistNotFound',
    });
  });
});

describe('what goes wrong is told apart', () => {
  const api = (status: number, reason?: string, message?: string): Fault => ({
    kind: 'api',
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  });
  const cases: [string, Fault, new (...args: never[]) => Error, object][] = [
    ['a used-up day', QUOTA_EXCEEDED, QuotaExceededError, { bucket: 'search', reason: 'quotaExceeded' }],
    [
      'a used-up day of searches as a 429',
      api(429, 'rateLimitExceeded', "Quota exceeded for 'Search Queries per day'."),
      QuotaExceededError,
      { bucket: 'search' },
    ],
    [
      'a wrong key',
      api(400, 'badRequest', 'API key not valid. Please pass a valid API key.'),
      KeyInvalidError,
      {},
    ],
    ['a wrong key by its reason', api(400, 'keyInvalid'), KeyInvalidError, { reason: 'keyInvalid' }],
    [
      'an API that is not enabled',
      api(403, 'accessNotConfigured'),
      KeyInvalidError,
      { hint: expect.stringContaining('Enable') },
    ],
    [
      'a reason that every object has',
      api(400, 'constructor'),
      YouTubeRequestError,
      { status: 400, reason: 'constructor' },
    ],
    ['too many requests at once', api(403, 'rateLimitExceeded'), RateLimitedError, {}],
    ['a 429 without a reason', api(429), RateLimitedError, { retryAfterMs: undefined }],
    [
      'a bad request',
      api(400, 'invalidPageToken'),
      YouTubeRequestError,
      { status: 400, reason: 'invalidPageToken' },
    ],
    ['a request without a reason', api(403), YouTubeRequestError, { status: 403, reason: 'unknown' }],
    ['a server fault', api(500, 'backendError'), YouTubeUnavailableError, { kind: 'server', status: 500 }],
    [
      'a server fault as a page',
      { kind: 'page', status: 502, text: 'Bad Gateway' },
      YouTubeUnavailableError,
      {},
    ],
    [
      'a page of a proxy',
      { kind: 'page', status: 403, text: 'No' },
      YouTubeUnavailableError,
      { kind: 'body' },
    ],
    [
      'a page instead of JSON',
      { kind: 'page', status: 200, text: 'Hi' },
      YouTubeUnavailableError,
      { kind: 'body' },
    ],
    ['cut JSON', { kind: 'cut-json' }, YouTubeUnavailableError, { kind: 'body' }],
    ['an empty body', { kind: 'empty' }, YouTubeUnavailableError, { kind: 'body' }],
    ['a body without items', { kind: 'no-items' }, YouTubeUnavailableError, { kind: 'body' }],
    ['a broken connection', { kind: 'reset' }, YouTubeUnavailableError, { kind: 'network' }],
    [
      'a connection that breaks in the body',
      { kind: 'reset-in-body' },
      YouTubeUnavailableError,
      { kind: 'network' },
    ],
    ['no answer', { kind: 'hang' }, YouTubeUnavailableError, { kind: 'timeout' }],
    ['no end of the answer', { kind: 'hang-in-body' }, YouTubeUnavailableError, { kind: 'timeout' }],
  ];

  test.each(cases)('%s', async (_name, fault, type, fields) => {
    const { server, client, logged } = await reopen({ timeoutMs: 100 });
    server.failAlways('search', fault);
    const error = await thrownBy(client.search('chill'));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject(fields);
    expectNoKeyIn(error, logged);
  });

  test('no connection at all', async () => {
    const { client, server, logged } = youtube;
    await server.close();
    const error = await thrownBy(client.videos([id(1)]));
    expect(error).toMatchObject({ name: 'YouTubeUnavailableError', kind: 'network' });
    expectNoKeyIn(error, logged);
    await reopen({});
  });

  test('quota of reads is told apart from that of searches', async () => {
    youtube.server.failAlways('videos', QUOTA_EXCEEDED);
    expect(await thrownBy(youtube.client.videos([id(1)]))).toMatchObject({ bucket: 'read' });
  });

  test('a key that YouTube repeats in its message is struck out', async () => {
    const { server, client, logged } = youtube;
    server.failAlways('search', {
      kind: 'api',
      status: 400,
      reason: `bad ${API_KEY}`,
      message: `no ${API_KEY}`,
    });
    expectNoKeyIn(await thrownBy(client.search('chill')), logged);
  });

  test('an item without its licence is no valid answer', async () => {
    const stranger = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ items: [{ id: id(1), snippet: { title: 'x' }, contentDetails: {} }] }));
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { client } = await reopen({
      rootUrl: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`,
    });
    expect(await thrownBy(client.videos([id(1)]))).toMatchObject({ kind: 'body' });
    stranger.closeAllConnections();
    stranger.close();
  });

  test('a redirect is not followed, for the key would go with it', async () => {
    const other = await openYouTube();
    youtube.server.failAlways('search', { kind: 'redirect', to: `${other.server.origin}/youtube/v3/search` });
    expect(await thrownBy(youtube.client.search('chill'))).toBeInstanceOf(YouTubeUnavailableError);
    expect(other.server.requests).toEqual([]);
    await other.server.close();
  });
});

describe('trying again', () => {
  test.each<[string, Fault]>([
    ['a server fault', OVERLOADED],
    ['a rate limit', SLOW_DOWN],
    ['a broken connection', { kind: 'reset' }],
    ['cut JSON', { kind: 'cut-json' }],
  ])('%s is got over by itself, with growing pauses', async (_name, fault) => {
    const { server, client, pauses } = youtube;
    server.setVideos([{ id: id(1) }]);
    server.failNext('search', fault, fault);
    let requests = 0;
    const { videoIds } = await client.search('chill', { onRequest: () => (requests += 1) });
    expect(videoIds).toEqual([id(1)]);
    expect(server.calls('search')).toBe(3);
    expect(requests).toBe(3);
    expect(pauses).toEqual([500, 1000]);
  });

  test('ends after three tries', async () => {
    youtube.server.failAlways('search', OVERLOADED);
    expect(await thrownBy(youtube.client.search('chill'))).toBeInstanceOf(YouTubeUnavailableError);
    expect(youtube.server.calls('search')).toBe(3);
  });

  test.each<[string, Fault]>([
    ['quota', QUOTA_EXCEEDED],
    ['key', { kind: 'api', status: 400, reason: 'keyInvalid' }],
    ['bad request', { kind: 'api', status: 400, reason: 'invalidPageToken' }],
  ])('is not done where it cannot help: %s', async (_name, fault) => {
    youtube.server.failAlways('search', fault);
    await thrownBy(youtube.client.search('chill'));
    expect(youtube.server.calls('search')).toBe(1);
  });

  test.each([
    ['seconds', '7'],
    ['a date', 'Sun, 01 Mar 2026 00:00:07 GMT'],
  ])('waits at least as long as Retry-After says in %s', async (_form, retryAfter) => {
    const { server, client, pauses } = youtube;
    server.failNext(
      'search',
      { kind: 'api', status: 429, retryAfter },
      { kind: 'api', status: 503, retryAfter },
    );
    await client.search('chill');
    expect(pauses).toEqual([7500, 8000]);
  });

  test('does not sit out a long Retry-After', async () => {
    youtube.server.failAlways('search', { kind: 'api', status: 429, retryAfter: '3600' });
    expect(await thrownBy(youtube.client.search('chill'))).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(youtube.server.calls('search')).toBe(1);
  });
});

describe('cancelling', () => {
  test('before the call sends nothing', async () => {
    const reason = new Error('stop');
    expect(await thrownBy(youtube.client.search('chill', { signal: AbortSignal.abort(reason) }))).toBe(
      reason,
    );
    expect(youtube.server.requests).toEqual([]);
  });

  test('during a request ends it with the reason of the signal', async () => {
    const { server, client } = await reopen({ timeoutMs: 2_000_000_000 });
    server.failAlways('search', { kind: 'hang' });
    const controller = new AbortController();
    const reason = new Error('stop');
    const call = client.search('chill', { signal: controller.signal });
    await expect.poll(() => server.calls('search')).toBe(1);
    controller.abort(reason);
    expect(await thrownBy(call)).toBe(reason);
  });

  test('during a pause ends it with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const paused = Promise.withResolvers<void>();
    const { server, client } = await reopen({
      sleep: (_ms, signal) => {
        paused.resolve();
        return new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        });
      },
    });
    server.failAlways('search', OVERLOADED);
    const call = thrownBy(client.search('chill', { signal: controller.signal }));
    await paused.promise;
    controller.abort(reason);
    expect(await call).toBe(reason);
    expect(server.calls('search')).toBe(1);
  });
});

function expectNoKeyIn(error: unknown, logged: readonly string[]): void {
  expect(error).toBeInstanceOf(Error);
  const { message, stack, cause } = error as Error;
  const seen = [
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(cause),
    message,
    stack,
    ...logged,
  ].join('\n');
  expect(seen).not.toContain(API_KEY);
  expect(seen).not.toContain(encodeURIComponent(API_KEY));
}
