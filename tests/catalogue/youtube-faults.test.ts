import { inspect } from 'node:util';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { KeyInvalidError } from '../../src/catalogue/errors/key-invalid-error.ts';
import { QuotaExceededError } from '../../src/catalogue/errors/quota-exceeded-error.ts';
import { RateLimitedError } from '../../src/catalogue/errors/rate-limited-error.ts';
import { YouTubeRequestError } from '../../src/catalogue/errors/youtube-request-error.ts';
import { YouTubeUnavailableError } from '../../src/catalogue/errors/youtube-unavailable-error.ts';
import { API_KEY, openYouTube, thrownBy, useYouTube } from '../support/youtube-client.ts';
import {
  ACCESS_NOT_CONFIGURED,
  BAD_GATEWAY,
  type Fault,
  KEY_INVALID,
  KEY_NOT_VALID,
  PORTAL,
  QUOTA_EXCEEDED,
  RATE_LIMITED,
  SEARCHES_PER_DAY,
} from '../support/youtube-server.ts';

const VIDEO = 'video000001';
const MIDNIGHT = new Date('2026-03-01T08:00:00Z');

const youtube = useYouTube();

function api(status: number, reason?: string, message?: string, retryAfter?: string): Fault {
  return {
    kind: 'api',
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** An error body as Google's newer services write it. */
function detailed(status: number, reason: string, message: string): Fault {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' },
    { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message },
  ];
  const errors = [{ message, domain: 'global', reason: 'forbidden' }];
  return { kind: 'body', status, body: { error: { code: status, message, errors, details } } };
}

type Case = readonly [string, Fault, new (...args: never[]) => Error, object];

const CASES: readonly Case[] = [
  ['a used-up day', QUOTA_EXCEEDED, QuotaExceededError, { reason: 'quotaExceeded', until: MIDNIGHT }],
  ['the same by its older name', api(403, 'dailyLimitExceeded'), QuotaExceededError, { until: MIDNIGHT }],
  [
    'a used-up day of searches as a 429',
    SEARCHES_PER_DAY,
    QuotaExceededError,
    { bucket: 'search', reason: 'rateLimitExceeded', until: MIDNIGHT },
  ],
  [
    'the same as a 403',
    api(403, 'rateLimitExceeded', "Quota exceeded for limit 'Search Queries per day'."),
    QuotaExceededError,
    { until: MIDNIGHT },
  ],
  ['a wrong key', KEY_NOT_VALID, KeyInvalidError, { reason: 'badRequest' }],
  ['a wrong key by its reason', KEY_INVALID, KeyInvalidError, { reason: 'keyInvalid' }],
  [
    'an expired key',
    api(400, 'badRequest', 'API key expired. Please renew the API key.'),
    KeyInvalidError,
    { hint: expect.stringContaining('Renew') },
  ],
  ['a refused key without a reason', api(401), KeyInvalidError, { reason: 'unknown' }],
  [
    'an API that is not enabled',
    ACCESS_NOT_CONFIGURED,
    KeyInvalidError,
    { reason: 'accessNotConfigured', hint: expect.stringContaining('Enable') },
  ],
  [
    'a key for another machine',
    detailed(403, 'API_KEY_IP_ADDRESS_BLOCKED', 'The provided API key has an IP address restriction.'),
    KeyInvalidError,
    { reason: 'API_KEY_IP_ADDRESS_BLOCKED', hint: expect.stringContaining('restrictions') },
  ],
  [
    'a project that is suspended, which Google tells with the key',
    detailed(
      403,
      'CONSUMER_SUSPENDED',
      `Permission denied: Consumer 'api_key:${API_KEY}' has been suspended.`,
    ),
    KeyInvalidError,
    { reason: 'CONSUMER_SUSPENDED', hint: expect.stringContaining('suspended') },
  ],
  [
    'a reason that every object has',
    api(400, 'constructor'),
    YouTubeRequestError,
    { status: 400, reason: 'constructor' },
  ],
  ['too many requests at once', RATE_LIMITED, RateLimitedError, { retryAfterMs: undefined }],
  [
    'too many requests in a minute',
    api(429, 'rateLimitExceeded', "Quota exceeded for limit 'Queries per minute per user'.", '60'),
    RateLimitedError,
    { retryAfterMs: 60_000 },
  ],
  ['a 429 without a reason', api(429), RateLimitedError, { retryAfterMs: undefined }],
  [
    'a 429 that names a date',
    api(429, undefined, undefined, 'Sun, 01 Mar 2026 00:01:00 GMT'),
    RateLimitedError,
    { retryAfterMs: 60_000 },
  ],
  [
    'a bad request',
    api(400, 'invalidPageToken'),
    YouTubeRequestError,
    { status: 400, reason: 'invalidPageToken' },
  ],
  [
    'something that is not there',
    api(404, 'playlistNotFound', 'Gone.'),
    YouTubeRequestError,
    { status: 404, reason: 'playlistNotFound', message: expect.stringContaining('Gone.') },
  ],
  ['a request without a reason', api(403), YouTubeRequestError, { status: 403, reason: 'unknown' }],
  ['a server fault', api(500, 'backendError'), YouTubeUnavailableError, { kind: 'server', status: 500 }],
  [
    'a server fault with a pause',
    api(503, 'backendError', undefined, '90'),
    YouTubeUnavailableError,
    { kind: 'server', status: 503, retryAfterMs: 90_000 },
  ],
  ['a server fault as a page', BAD_GATEWAY, YouTubeUnavailableError, { kind: 'server', status: 502 }],
  [
    'a page of a proxy',
    { kind: 'page', status: 403, text: `No: X-Goog-Api-Key: ${API_KEY}` },
    YouTubeUnavailableError,
    { kind: 'body', status: 403 },
  ],
  ['a page instead of JSON', PORTAL, YouTubeUnavailableError, { kind: 'body', status: 200 }],
  [
    'a page that repeats the request',
    { kind: 'page', status: 200, text: `X-Goog-Api-Key: ${API_KEY}` },
    YouTubeUnavailableError,
    { kind: 'body' },
  ],
  ['cut JSON', { kind: 'cut-json' }, YouTubeUnavailableError, { kind: 'body' }],
  ['an empty body', { kind: 'empty' }, YouTubeUnavailableError, { kind: 'body' }],
  ['a body without items', { kind: 'no-items' }, YouTubeUnavailableError, { kind: 'body' }],
  [
    'a redirect',
    { kind: 'redirect', to: `http://127.0.0.1:9/?key=${encodeURIComponent(API_KEY)}` },
    YouTubeUnavailableError,
    { kind: 'network' },
  ],
  [
    'nothing new, which nobody asked for',
    { kind: 'body', status: 304, body: {} },
    YouTubeUnavailableError,
    { kind: 'body', status: 304 },
  ],
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

describe('what goes wrong is told apart, and the key stays out of it', () => {
  test.each(CASES)('%s', async (_name, fault, type, fields) => {
    const { server, client, logged } = await youtube.reopen({ timeoutMs: 100 });
    server.failAlways('search', fault);
    const error = await thrownBy(client.search('chill'));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject(fields);
    expectNoKeyIn(error, logged);
    for (const { url } of server.requests) expectNoKey(url);
  });

  test('no connection at all', async () => {
    const { client, server, logged } = youtube;
    await server.close();
    const error = await thrownBy(client.videos([VIDEO]));
    expect(error).toMatchObject({ name: 'YouTubeUnavailableError', kind: 'network' });
    expectNoKeyIn(error, logged);
    await youtube.reopen();
  });

  test.each(['search', 'videos', 'playlistItems', 'channels'] as const)(
    'quota of reads is told apart from that of searches: %s',
    async (resource) => {
      const { server, client } = youtube;
      server.failAlways(resource, QUOTA_EXCEEDED);
      const call = {
        search: () => client.search('chill'),
        videos: () => client.videos([VIDEO]),
        playlistItems: () => client.playlistItems('PLx'),
        channels: () => client.channel({ handle: '@x' }),
      }[resource];
      const bucket = resource === 'search' ? 'search' : 'read';
      expect(await thrownBy(call())).toMatchObject({ name: 'QuotaExceededError', bucket });
    },
  );

  test.each([
    ['as it is', API_KEY],
    ['percent-encoded', encodeURIComponent(API_KEY)],
    ['percent-encoded in small letters', encodeURIComponent(API_KEY).replace(/%../g, (c) => c.toLowerCase())],
    ['encoded twice', encodeURIComponent(encodeURIComponent(API_KEY))],
    [
      'encoded to the last letter',
      [...Buffer.from(API_KEY)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join(''),
    ],
  ])('a key that YouTube repeats is struck out: %s', async (_form, key) => {
    const { server, client, logged } = youtube;
    server.failAlways('search', api(400, `bad ${key}`, `no ${'long '.repeat(54)}${key}.`));
    const error = await thrownBy(client.search('chill'));
    expectNoKeyIn(error, logged);
    // Struck out before it is cut: half a key is a secret, too.
    expect(inspect(error)).not.toContain(key.slice(0, 12));
    expect(error).toMatchObject({ reason: 'bad [key]', message: expect.stringContaining('[key]') });
  });

  test.each<[string, 'search' | 'videos' | 'playlistItems' | 'channels', object]>([
    ['a search result without a date', 'search', { items: [{ id: { videoId: VIDEO }, snippet: {} }] }],
    [
      'a search result with a strange date',
      'search',
      { items: [{ id: { videoId: VIDEO }, snippet: { publishedAt: 'lately' } }] },
    ],
    ['videos that are no list', 'videos', { items: { id: VIDEO } }],
    ['a playlist without items', 'playlistItems', { pageInfo: { totalResults: 3 } }],
    ['no answer about channels', 'channels', {}],
    [
      'a channel with a strange id',
      'channels',
      { kind: 'youtube#channelListResponse', items: [{ id: '<script>' }] },
    ],
  ])('%s is no valid answer', async (_name, resource, body) => {
    const { server, client } = youtube;
    server.failAlways(resource, { kind: 'body', body });
    const call = {
      search: () => client.search('chill'),
      videos: () => client.videos([VIDEO]),
      playlistItems: () => client.playlistItems('PLx'),
      channels: () => client.channel({ username: 'x' }),
    }[resource];
    expect(await thrownBy(call())).toMatchObject({ name: 'YouTubeUnavailableError', kind: 'body' });
  });

  test('a redirect is not followed, for the key would go with it', async () => {
    const other = await openYouTube();
    youtube.server.failAlways('search', { kind: 'redirect', to: `${other.server.origin}/youtube/v3/search` });
    expect(await thrownBy(youtube.client.search('chill'))).toBeInstanceOf(YouTubeUnavailableError);
    expect(other.server.requests).toEqual([]);
    await other.server.close();
  });
});

function expectNoKeyIn(error: unknown, logged: readonly string[]): void {
  expect(error).toBeInstanceOf(Error);
  const { message, stack, cause } = error as Error;
  const lines: string[] = [];
  pino({}, { write: (line: string) => lines.push(line) }).error({ err: error, cause }, 'a line of the log');
  expectNoKey(
    [
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      JSON.stringify(error),
      JSON.stringify(cause),
      message,
      stack,
      ...lines,
      ...logged,
    ].join('\n'),
  );
}

function expectNoKey(text: string): void {
  let decoded = text;
  for (let times = 0; times < 3; times += 1) {
    expect(decoded).not.toContain(API_KEY);
    decoded = decoded.replace(/%([0-9a-f]{2})/gi, (_all, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}
