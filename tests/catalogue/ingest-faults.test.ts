import { describe, expect, test } from 'vitest';
import { latestRuns } from '../../db/queries/runs.ts';
import { describeEachDatabase, useServer } from '../support/databases.ts';
import { API_KEY } from '../support/youtube-client.ts';
import { type Fault, QUOTA_EXCEEDED, type Resource } from '../support/youtube-server.ts';
import { channel, DAY_MS, ingestScene, numbered } from './ingest-scene.ts';

/** Two sources of each kind, so that a run has something before and after whatever goes wrong. */
const VIDEOS = [
  ...numbered(60, { listedBy: ['chill'] }),
  ...numbered(55, { listedBy: ['happy'] }, 200),
  ...numbered(60, { listedBy: ['PLx'] }, 400),
  ...numbered(60, { listedBy: [], channelId: channel('c') }, 600),
];
const SOURCES = [
  ['search', 'chill'],
  ['search', 'happy'],
  ['playlist', 'PLx'],
  ['channel', channel('c')],
] as const;

const FAULTS: readonly (readonly [name: string, fault: Fault, stoppedBy: string, sentence: RegExp])[] = [
  ['a key that is not valid', { kind: 'api', status: 400, reason: 'keyInvalid' }, 'key', /key/],
  [
    'an API that is switched off',
    { kind: 'api', status: 403, reason: 'accessNotConfigured' },
    'key',
    /Enable/,
  ],
  ['too many requests', { kind: 'api', status: 429, reason: 'rateLimitExceeded' }, 'network', /left alone/],
  ['a fault of the server', { kind: 'api', status: 503 }, 'network', /server/],
  ['a broken connection', { kind: 'reset' }, 'network', /network/],
  ['a body that breaks off', { kind: 'reset-in-body' }, 'network', /network/],
  ['no answer', { kind: 'hang' }, 'network', /timeout/],
  ['broken JSON', { kind: 'cut-json' }, 'network', /body/],
  ['an HTML page', { kind: 'page', status: 200, text: 'Sign in' }, 'network', /body/],
  ['the HTML page of a proxy', { kind: 'page', status: 502, text: 'Bad gateway' }, 'network', /server/],
  ['an empty body', { kind: 'empty' }, 'network', /body/],
];
const STEPS: readonly Resource[] = ['search', 'playlistItems', 'videos'];
const CASES = STEPS.flatMap((step) => FAULTS.map(([name, ...rest]) => [name, step, ...rest] as const));

describe('a fault at each step of an ingest', () => {
  const { open } = useServer();

  test.each(CASES)(
    '%s at %s: what was saved stays, and the next run goes on',
    async (_, step, fault, stoppedBy, sentence) => {
      const it = await ingestScene(await open(), { videos: VIDEOS, sources: SOURCES, timeoutMs: 300 });
      // From its second request of the kind on.
      const seen = () => it.youtube.calls(step);
      const outcome = await it.run({
        onProgress: () => {
          if (seen() >= 1) it.youtube.failAlways(step, fault);
        },
      });
      expect(outcome).toMatchObject({
        stoppedBy,
        stopSentence: expect.stringMatching(sentence),
        ended: 'stopped',
      });
      const [run] = await latestRuns(it.database.db, 'ingest', 1);
      expect(run).toMatchObject({ status: 'failed', outcome, error: outcome.stopSentence });
      expect(JSON.stringify(run)).not.toContain(API_KEY);
      const saved = (await it.songIds()).length;
      expect(saved).toBe(outcome.added);
      expect(it.predicted).toHaveLength(saved);

      it.youtube.failAlways(step, undefined);
      const rest = await it.run();
      expect(rest).toMatchObject({ ended: 'caught-up', added: VIDEOS.length - saved });
      expect(rest.stoppedBy).toBeUndefined();
      expect(await it.songIds()).toHaveLength(VIDEOS.length);
      const { buckets } = await it.quota.state();
      expect(buckets.search.spent + buckets.read.spent).toBe(it.youtube.requests.length);
      expect(outcome.units.search + rest.units.search).toBe(buckets.search.spent);
      expect(outcome.units.read + rest.units.read).toBe(buckets.read.spent);
    },
  );
});

describeEachDatabase('an ingest that goes wrong', (open) => {
  test.each([
    ['403 quotaExceeded', QUOTA_EXCEEDED],
    [
      '429 per day',
      {
        kind: 'api',
        status: 429,
        message: "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day'",
      },
    ],
  ] as const)(
    'searches that YouTube says are used up (%s): the others go on, and nobody searches before midnight',
    async (_, fault) => {
      const it = await ingestScene(await open(), { videos: VIDEOS, sources: SOURCES });
      it.youtube.failAlways('search', fault);
      const outcome = await it.run();
      expect(outcome).toMatchObject({ added: 120, units: { search: 1 }, stoppedBy: 'quota' });
      expect(outcome.stopSentence).toMatch(/searches.*starts anew at 2026-03-02 08:00 UTC/);
      expect(await latestRuns(it.database.db, 'ingest', 1)).toMatchObject([{ status: 'done' }]);
      it.youtube.failAlways('search', undefined);
      it.pass(DAY_MS / 3);
      expect(await it.run()).toMatchObject({ units: { search: 0 } });
      it.pass(DAY_MS / 3);
      expect(await it.run()).toMatchObject({ added: 115 });
    },
  );

  test.each(['playlistItems', 'videos'] as const)(
    'reads that YouTube says are used up, at %s: nobody asks before midnight',
    async (step) => {
      const it = await ingestScene(await open(), { videos: VIDEOS, sources: SOURCES });
      it.youtube.failAlways(step, QUOTA_EXCEEDED);
      expect(await it.run()).toMatchObject({ stoppedBy: 'quota' });
      it.youtube.failAlways(step, undefined);
      const asked = it.youtube.requests.length;
      expect(await it.run()).toMatchObject({ stoppedBy: 'quota', units: { search: 0, read: 0 } });
      expect(it.youtube.requests).toHaveLength(asked);
      it.pass(DAY_MS);
      await it.run();
      expect(await it.songIds()).toHaveLength(VIDEOS.length);
    },
  );

  test('one answer that fails is asked for again, and every try is counted', async () => {
    const it = await ingestScene(await open(), { videos: numbered(5) });
    it.youtube.failNext('search', { kind: 'api', status: 503 }, { kind: 'cut-json' });
    it.youtube.failNext('videos', { kind: 'api', status: 429, retryAfter: '7' });
    const outcome = await it.run();
    expect(outcome).toMatchObject({ added: 5, ended: 'caught-up' });
    const reads = it.youtube.calls('videos') + it.youtube.calls('playlistItems');
    expect(it.youtube.calls('videos')).toBe(2);
    expect(outcome.units).toEqual({ search: it.youtube.calls('search'), read: reads });
  });

  test('can be cancelled between pages', async () => {
    const it = await ingestScene(await open(), { videos: VIDEOS, sources: SOURCES });
    const controller = new AbortController();
    const outcome = await it.run({ signal: controller.signal, onProgress: () => controller.abort() });
    expect(outcome).toMatchObject({ stoppedBy: 'cancelled', units: { search: 1 }, ended: 'stopped' });
    expect(await latestRuns(it.database.db, 'ingest', 1)).toMatchObject([{ status: 'done' }]);
    await it.run();
    expect(await it.songIds()).toHaveLength(VIDEOS.length);
  });

  test('an unexpected fault is written down and thrown, and what it left half done is done by the next run', async () => {
    const it = await ingestScene(await open(), { videos: numbered(2) });
    const fault = new Error('the model is broken');
    const { predictSongs } = it.deps;
    Object.assign(it.deps, { predictSongs: () => Promise.reject(fault) });
    await expect(it.run()).rejects.toBe(fault);
    expect(await latestRuns(it.database.db, 'ingest', 1)).toMatchObject([
      { status: 'failed', error: 'Unexpected: the model is broken' },
    ]);
    Object.assign(it.deps, { predictSongs });
    await it.run();
    expect(it.predicted.toSorted()).toEqual(await it.songIds());
    expect(await it.songIds()).toHaveLength(2);
    expect(await it.source('chill')).toMatchObject({ last_error: null });
  });
});
