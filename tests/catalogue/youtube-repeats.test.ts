import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { YouTubeUnavailableError } from '../../src/catalogue/errors/youtube-unavailable-error.ts';
import { thrownBy, useYouTube } from '../support/youtube-client.ts';
import {
  BAD_GATEWAY,
  type Fault,
  KEY_INVALID,
  OVERLOADED,
  PORTAL,
  QUOTA_EXCEEDED,
  RATE_LIMITED,
  SEARCHES_PER_DAY,
} from '../support/youtube-server.ts';

const id = (n: number) => `video${String(n).padStart(6, '0')}`;

const youtube = useYouTube();

describe('trying again', () => {
  test.each<[string, Fault]>([
    ['a server fault', OVERLOADED],
    ['a rate limit', RATE_LIMITED],
    ['a server fault as a page', BAD_GATEWAY],
    ['a page instead of JSON', PORTAL],
    ['a broken connection', { kind: 'reset' }],
    ['cut JSON', { kind: 'cut-json' }],
    ['an empty body', { kind: 'empty' }],
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
    ['quota as a 429', SEARCHES_PER_DAY],
    ['key', KEY_INVALID],
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

  test.each([
    ['has gone by', 'Sat, 28 Feb 2026 23:59:00 GMT'],
    ['makes no sense', 'soon'],
  ])('pauses as ever where Retry-After %s', async (_what, retryAfter) => {
    const { server, client, pauses } = youtube;
    server.failNext('search', { kind: 'api', status: 503, retryAfter });
    await client.search('chill');
    expect(pauses).toEqual([500]);
  });

  test('pauses anywhere between what YouTube asked for and twice as long each time', async () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.tuple(chance, chance), fc.nat(20), async (chances, seconds) => {
        const left = [...chances];
        const { server, client, pauses } = await youtube.reopen({ random: () => left.shift() ?? 0 });
        server.failAlways('videos', { kind: 'api', status: 503, retryAfter: String(seconds) });
        await thrownBy(client.videos([id(1)]));
        const [first, second] = chances;
        expect(pauses).toEqual([seconds * 1000 + first * 1000, seconds * 1000 + second * 2000]);
      }),
      { numRuns: 20 },
    );
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
    const { server, client } = await youtube.reopen({ timeoutMs: 2_000_000_000 });
    server.failAlways('search', { kind: 'hang' });
    const controller = new AbortController();
    const reason = new Error('stop');
    const call = client.search('chill', { signal: controller.signal });
    await expect.poll(() => server.calls('search')).toBe(1);
    controller.abort(reason);
    expect(await thrownBy(call)).toBe(reason);
  });

  test('during the body of an answer ends it, too', async () => {
    const { server, client } = await youtube.reopen({ timeoutMs: 2_000_000_000 });
    server.failAlways('videos', { kind: 'hang-in-body' });
    const controller = new AbortController();
    const reason = new Error('stop');
    const call = client.videos([id(1)], { signal: controller.signal });
    await expect.poll(() => server.calls('videos')).toBe(1);
    controller.abort(reason);
    expect(await thrownBy(call)).toBe(reason);
    expect(server.calls('videos')).toBe(1);
  });

  test('during a pause of the clock ends it at once', async () => {
    const { server, client, logged, spent } = await youtube.reopen({ sleep: undefined });
    server.failAlways('search', { kind: 'api', status: 429, retryAfter: '28' });
    const controller = new AbortController();
    const reason = new Error('stop');
    const call = thrownBy(client.search('chill', { signal: controller.signal }));
    await expect.poll(() => logged.length).toBe(1);
    controller.abort(reason);
    expect(await call).toBe(reason);
    expect(server.calls('search')).toBe(1);
    expect(spent.taken.search).toBe(1);
  }, 10_000);

  test('during a pause ends it with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const paused = Promise.withResolvers<void>();
    const { server, client } = await youtube.reopen({
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
