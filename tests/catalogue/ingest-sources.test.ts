import { expect, test } from 'vitest';
import { removeSource, resumeSource } from '../../db/queries/source-views.ts';
import { YouTubeUnavailableError } from '../../src/catalogue/errors/youtube-unavailable-error.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { channel, DAY_MS, ingestScene, numbered, START, uploads } from './ingest-scene.ts';

describeEachDatabase('the sources of ingest', (open) => {
  test('a search goes on far beyond its first 500 results, and every call brings a full page', async () => {
    const it = await ingestScene(await open(), { videos: numbered(1_230) });
    expect(await it.run()).toMatchObject({ added: 1_230, ended: 'caught-up' });
    const pages = it.youtube.requests.filter(({ resource }) => resource === 'search');
    expect(pages.every(({ query }) => query.get('maxResults') === '50')).toBe(true);
    expect(pages.every(({ query }) => query.get('pageToken') === null)).toBe(true);
    // One with the best matches, and 49 new videos each: the one at the edge of the page before comes again.
    expect(pages.length).toBe(1 + Math.ceil((1_230 - 1) / 49));
  });

  test('a channel is read to its first upload, later only down to what is known', async () => {
    const old = numbered(120, { channelId: channel('a'), listedBy: [] });
    const it = await ingestScene(await open(), { videos: old, sources: [['channel', channel('a')]] });
    expect(await it.run()).toMatchObject({ added: 120, units: { search: 0, read: 3 + 3 } });
    it.pass(2 * DAY_MS);
    const fresh = {
      publishedAt: new Date(START + DAY_MS).toISOString(),
      channelId: channel('a'),
      listedBy: [],
    };
    it.youtube.setVideos([...numbered(7, fresh, 500), ...old]);
    expect(await it.run()).toMatchObject({ added: 7, units: { search: 0, read: 1 + 1 } });
    expect(it.youtube.requests.at(-2)?.query.get('playlistId')).toBe(uploads('a'));
  });

  test('a walk that a share cut off goes on where it was', async () => {
    const videos = numbered(400, { channelId: channel('a'), listedBy: [] });
    const it = await ingestScene(await open(), {
      videos,
      sources: [['channel', channel('a')]],
      budgets: { search: 0, read: 60 },
    });
    const first = await it.run({ share: 0.2 });
    expect(first).toMatchObject({ ended: 'share-spent', units: { search: 0, read: 8 } });
    expect(first.added).toBeGreaterThanOrEqual(150);
    expect(first.added).toBeLessThanOrEqual(200);
    await it.run();
    expect(await it.songIds()).toHaveLength(400);
    // Eight pages and eight reads: none twice.
    expect(it.youtube.requests).toHaveLength(16);
  });

  test('a page token that expired costs only the pages on the way back', async () => {
    const videos = numbered(400, { channelId: channel('a'), listedBy: [] });
    const it = await ingestScene(await open(), {
      videos,
      sources: [['channel', channel('a')]],
      budgets: { search: 0, read: 80 },
    });
    await it.run({ share: 0.1 });
    const before = (await it.songIds()).length;
    expect(before).toBeLessThan(400);
    it.youtube.failNext('playlistItems', { kind: 'api', status: 400, reason: 'invalidPageToken' });
    expect(await it.run()).toMatchObject({ refusedSources: [], ended: 'caught-up' });
    expect(await it.songIds()).toHaveLength(400);
    expect(it.youtube.calls('videos')).toBe(8);
  });

  test('a channel of which searches found three songs becomes a source by itself', async () => {
    const found = numbered(3, { channelId: channel('a'), listedBy: ['chill'] });
    const others = numbered(2, { channelId: channel('b'), listedBy: ['chill'] }, 10);
    const more = numbered(60, { channelId: channel('a'), listedBy: [] }, 100);
    const it = await ingestScene(await open(), { videos: [...found, ...others, ...more] });
    expect(await it.run()).toMatchObject({ newSources: 1, added: 65 });
    expect(await it.source(channel('a'))).toMatchObject({
      kind: 'channel',
      found_by: 'search',
      enabled: true,
      songs: 60,
    });
  });

  test('a channel that people removed is not found again, a paused one is not asked', async () => {
    const found = numbered(3, { channelId: channel('a'), listedBy: ['chill'] });
    const more = numbered(10, { channelId: channel('a'), listedBy: [] }, 100);
    const it = await ingestScene(await open(), {
      videos: [...found, ...more],
      sources: [
        ['search', 'chill'],
        ['channel', channel('a')],
        ['playlist', 'PLx'],
      ],
    });
    const change = (query: string, set: { enabled?: boolean; removed?: boolean }) =>
      it.database.db.updateTable('sources').set(set).where('query', '=', query).execute();
    await change(channel('a'), { removed: true });
    await change('PLx', { enabled: false });
    expect(await it.run()).toMatchObject({ newSources: 0, added: 3 });
    expect(it.youtube.calls('playlistItems')).toBe(0);
  });

  test('what a removed source named does not come in any more; one that is added anew begins anew', async () => {
    const videos = numbered(30, { listedBy: ['PLx'] });
    const it = await ingestScene(await open(), { videos, sources: [['playlist', 'PLx']] });
    it.youtube.failAlways('videos', { kind: 'api', status: 503 });
    await it.run();
    const { source_id } = await it.source('PLx');
    await removeSource(it.database.db, source_id);
    it.youtube.failAlways('videos', undefined);
    expect(await it.run()).toMatchObject({ added: 0, ended: 'caught-up' });
    await resumeSource(it.database.db, source_id);
    expect(await it.run()).toMatchObject({ added: 30 });
  });

  test('a source that YouTube refuses is left alone for a week, and the others go on', async () => {
    const sources = [
      ['playlist', 'PLgone'],
      ['search', 'chill'],
    ] as const;
    const it = await ingestScene(await open(), { videos: numbered(1, { listedBy: ['chill'] }), sources });
    expect(await it.run()).toMatchObject({
      added: 1,
      refusedSources: [{ query: 'PLgone', reason: 'playlistNotFound' }],
    });
    expect(await it.source('PLgone')).toMatchObject({ last_error: 'playlistNotFound', units: 1 });
    it.youtube.setVideos(numbered(2, { listedBy: ['chill', 'PLgone'] }));
    it.pass(6 * DAY_MS);
    await it.run();
    expect(it.youtube.calls('playlistItems')).toBe(1);
    it.pass(2 * DAY_MS);
    await it.run();
    expect(await it.source('PLgone')).toMatchObject({ last_error: null });
  });

  test('each source is credited with its songs and the units they took', async () => {
    const sources = [
      ['playlist', 'PLgood'],
      ['playlist', 'PLpoor'],
    ] as const;
    const it = await ingestScene(await open(), {
      sources,
      videos: [
        ...numbered(50, { listedBy: ['PLgood'] }),
        ...numbered(50, { listedBy: ['PLpoor'], license: 'youtube' }, 100),
      ],
    });
    await it.run();
    expect(await it.source('PLgood')).toMatchObject({
      songs: 50,
      units: expect.closeTo(2),
      recent_songs: 50,
    });
    expect(await it.source('PLpoor')).toMatchObject({
      songs: 0,
      units: expect.closeTo(2),
      recent_songs: 0,
    });
  });

  test('where a unit brought the most songs lately, the most is spent', async () => {
    const good = numbered(1_000, { channelId: channel('g'), listedBy: [] });
    const middling = numbered(1_000, { channelId: channel('m'), listedBy: [] }, 2_000).map((video, n) => ({
      ...video,
      ...(n % 10 !== 0 && { license: 'youtube' as const }),
    }));
    const it = await ingestScene(await open(), {
      videos: [...good, ...middling],
      sources: [
        ['channel', channel('m')],
        ['channel', channel('g')],
      ],
      budgets: { search: 0, read: 50 },
    });
    await it.run();
    const [g, m] = [await it.source(channel('g')), await it.source(channel('m'))];
    expect(g.units).toBeGreaterThan(3 * m.units);
    expect(m.units).toBeGreaterThan(0);
  });

  test('every eighth turn of a day goes to the source that has waited longest, also where each run has few', async () => {
    const sources = [
      ['search', 'rare'],
      ['search', 'chill'],
    ] as const;
    const videos = numbered(1_000, { listedBy: ['chill'] });
    const it = await ingestScene(await open(), { videos, sources, budgets: { search: 12, read: 1_000 } });
    await it.database.db
      .updateTable('sources')
      .set({ recent_units: 5 })
      .where('query', '=', 'rare')
      .execute();
    const asked = () =>
      it.youtube.requests.flatMap(({ resource, query }) => (resource === 'search' ? [query.get('q')] : []));
    for (const share of [1 / 4, 1 / 3]) await it.run({ share });
    expect(asked()).toEqual(Array(6).fill('chill'));
    await it.run({ share: 1 / 2 });
    expect(asked().slice(6)).toEqual(['chill', 'rare', 'chill']);
  });

  test('so it does where every page is a full one', async () => {
    const good = numbered(1_000, { channelId: channel('g'), listedBy: [] });
    const rare = numbered(100, { channelId: channel('r'), listedBy: [] }, 2_000);
    const it = await ingestScene(await open(), {
      videos: [...good, ...rare],
      sources: [
        ['channel', channel('r')],
        ['channel', channel('g')],
      ],
      budgets: { search: 0, read: 36 },
    });
    const set = { recent_units: 5 };
    await it.database.db.updateTable('sources').set(set).where('query', '=', channel('r')).execute();
    await it.run();
    expect(it.youtube.calls('playlistItems')).toBe(8);
    expect(await it.source(channel('r'))).toMatchObject({ songs: 50 });
  });

  test('one that YouTube has no usable answer for does not keep the others from their turn, run after run', async () => {
    const sources = ['PLbroken', 'PLone', 'PLtwo'].map((query) => ['playlist', query] as const);
    const videos = [...numbered(60, { listedBy: ['PLone'] }), ...numbered(60, { listedBy: ['PLtwo'] }, 100)];
    const it = await ingestScene(await open(), { videos, sources });
    const { youtube } = it.deps;
    const broken = { is: new Set(['PLbroken', 'PLone']) };
    const playlistItems: typeof youtube.playlistItems = (id, options) =>
      broken.is.has(id)
        ? Promise.reject(new YouTubeUnavailableError('server', 'HTTP 500'))
        : youtube.playlistItems(id, options);
    Object.assign(it.deps, { youtube: { ...youtube, playlistItems } });
    // Two of them look like a fault of all.
    expect(await it.run()).toMatchObject({ added: 0, stoppedBy: 'network', ended: 'stopped' });
    broken.is.delete('PLone');
    expect(await it.run()).toMatchObject({ added: 120, stoppedBy: 'network', ended: 'stopped' });
    broken.is.clear();
    const healed = await it.run();
    expect(healed).toMatchObject({ refusedSources: [{ query: 'PLbroken' }], ended: 'caught-up' });
  });

  test('a channel with hardly a song gets a page a week', async () => {
    const videos = numbered(2_000, { channelId: channel('p'), listedBy: [], license: 'youtube' });
    const it = await ingestScene(await open(), { videos, sources: [['channel', channel('p')]] });
    await it.run();
    const calls = it.youtube.calls('playlistItems');
    expect(calls).toBeLessThan(10);
    it.pass(6 * DAY_MS);
    await it.run();
    expect(it.youtube.calls('playlistItems')).toBe(calls);
    it.pass(2 * DAY_MS);
    await it.run();
    expect(it.youtube.calls('playlistItems')).toBe(calls + 1);
  });
});
