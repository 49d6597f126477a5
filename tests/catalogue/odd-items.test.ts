import { describe, expect, test } from 'vitest';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { refresh } from '../../src/catalogue/refresh.ts';
import { reviewSuggestions } from '../../src/catalogue/suggestions/review.ts';
import { suggest } from '../../src/catalogue/suggestions/suggest.ts';
import { doctor } from '../../src/doctor/doctor.ts';
import { describeEachDatabase, useEmbedded } from '../support/databases.ts';
import { aSong, videoId } from '../support/songs.ts';
import { thrownBy, useYouTube } from '../support/youtube-client.ts';
import type { Spoil } from '../support/youtube-server.ts';
import { channel, DAY_MS, ingestScene, numbered, START } from './ingest-scene.ts';

const BAD = videoId(30);

function only(id: string, spoil: (item: Record<string, Record<string, unknown>>) => unknown): Spoil {
  return (item) => {
    if (item.id !== id) return item;
    const copy = structuredClone(item) as Record<string, Record<string, unknown>>;
    return spoil(copy) ?? copy;
  };
}

/** How reports say that YouTube describes a video now and then. */
const ODD: readonly (readonly [string, Spoil])[] = [
  ['no contentDetails', only(BAD, ({ contentDetails: _, ...rest }) => rest)],
  ['no status', only(BAD, ({ status: _, ...rest }) => rest)],
  ['no snippet', only(BAD, ({ snippet: _, ...rest }) => rest)],
  ['no licence', only(BAD, (item) => void delete item.status?.license)],
  [
    'a description that is null',
    only(BAD, (item) => void Object.assign(item.snippet ?? {}, { description: null })),
  ],
  [
    'a length that is null',
    only(BAD, (item) => void Object.assign(item.contentDetails ?? {}, { duration: null })),
  ],
  [
    'a restriction that is null',
    only(BAD, (item) => void Object.assign(item.contentDetails ?? {}, { regionRestriction: null })),
  ],
  ['no id', only(BAD, ({ id: _, ...rest }) => rest)],
  ['null in its place', only(BAD, () => 'null')],
];

describeEachDatabase('a video that YouTube describes incompletely', (open) => {
  const sources = [['channel', channel('c')]] as const;
  const videos = numbered(120, { listedBy: [], channelId: channel('c') });

  test.each(ODD)('%s: the others come in, and it is looked at again', async (_, spoil) => {
    const it = await ingestScene(await open(), { videos, sources });
    it.youtube.spoil('videos', spoil);
    expect(await it.run()).toMatchObject({ added: 119, leftOut: { unreadable: 1 }, ended: 'caught-up' });
    expect(await it.run()).toMatchObject({ added: 0, units: { read: 0 } });
    it.youtube.spoil('videos', undefined);
    it.pass(2 * DAY_MS);
    expect(await it.run()).toMatchObject({ added: 1 });
    expect(await it.songIds()).toContain(BAD);
  });

  test('costs a bounded number of looks, and is forgotten in the end', async () => {
    const it = await ingestScene(await open(), { videos: numbered(1), sources: [['playlist', 'PLx']] });
    it.youtube.setVideos(numbered(1, { listedBy: ['PLx'] }));
    it.youtube.spoil('videos', ({ status: _, ...rest }) => rest);
    for (let hours = 0; hours < 24 * 40; hours += 12) {
      await it.run();
      it.pass(DAY_MS / 2);
    }
    // Found twice: once at the beginning and once more when it had been forgotten.
    expect(it.youtube.calls('videos')).toBeLessThanOrEqual(2 * 7);
    expect(it.youtube.calls('videos')).toBeGreaterThan(5);
  });

  test('a call without an answer of use holds up no other candidates', async () => {
    const it = await ingestScene(await open(), { videos, sources });
    const broken = { kind: 'no-items' } as const;
    it.youtube.failNext('videos', broken, broken, broken);
    expect(await it.run()).toMatchObject({ stoppedBy: 'network', added: 70 });
    expect(await it.run()).toMatchObject({ added: 50 });
  });

  test('stays in a refresh until its own text is too old, and costs no other song', async () => {
    const it = await ingestScene(await open(), { videos, sources });
    await it.run();
    it.youtube.spoil('videos', ODD[0]?.[1]);
    const refreshed = () => refresh({ ...it.deps, youtube: it.deps.youtube });
    it.pass(26 * DAY_MS);
    expect(await refreshed()).toMatchObject({
      refreshed: 119,
      takenOut: {},
      expired: 0,
      unreadable: [BAD],
      units: { read: 3 },
    });
    const available = async () =>
      (await it.database.db.selectFrom('songs').select('video_id').where('available', '=', true).execute())
        .length;
    expect(await available()).toBe(120);
    it.pass(3 * DAY_MS);
    expect(await refreshed()).toMatchObject({ refreshed: 0, expired: 1, unreadable: [BAD] });
    expect(await available()).toBe(119);
    it.youtube.spoil('videos', undefined);
    expect(await refreshed()).toMatchObject({ refreshed: 1, updated: 1 });
    expect(await available()).toBe(120);
  });

  test('an answer of no use passes over its page of a refresh, not the others', async () => {
    const it = await ingestScene(await open(), {});
    const songs = numbered(120).map(({ id }) =>
      aSong({ video_id: id, fetched_at: new Date(START - 26 * DAY_MS) }),
    );
    it.youtube.setVideos(numbered(120));
    await insertNewSongs(it.database.db, songs, new Date(START));
    const broken = { kind: 'no-items' } as const;
    it.youtube.failNext('videos', broken, broken, broken);
    expect(await refresh(it.deps)).toMatchObject({ refreshed: 70, stoppedBy: 'network' });
    expect(await refresh(it.deps)).toMatchObject({ refreshed: 50 });
  });

  test('is named by the doctor, and the key is not blamed', async () => {
    const it = await ingestScene(await open(), { videos, sources });
    it.youtube.spoil('videos', ODD[0]?.[1]);
    await it.run();
    const findings = await doctor({ ...it.deps, youtube: it.deps.youtube });
    expect(findings.find(({ title }) => title === 'Odd videos')).toMatchObject({
      state: 'warning',
      text: expect.stringContaining(BAD),
    });
    expect(findings.find(({ title }) => title === 'YouTube key')).toMatchObject({ state: 'good' });
  });
});

describe('items without what they should name', () => {
  const open = useEmbedded();

  test('a search passes over them and counts them', async () => {
    const it = await ingestScene(await open(), { videos: numbered(20) });
    // One of the best matches, and of the two sweeps of uploads after it.
    it.youtube.spoil('search', ({ id, ...item }, index) => (index === 3 ? item : { id, ...item }));
    const outcome = await it.run();
    expect(outcome).toMatchObject({ ended: 'caught-up' });
    expect(outcome.added).toBeGreaterThanOrEqual(19);
    expect(outcome.skipped).toBe(it.youtube.calls('search'));
  });

  test('a search names videos without a date all the same', async () => {
    const it = await ingestScene(await open(), { videos: numbered(20) });
    it.youtube.spoil('search', ({ snippet, ...item }, index) => (index === 3 ? item : { snippet, ...item }));
    expect(await it.run()).toMatchObject({ added: 20, skipped: 0, ended: 'caught-up' });
  });

  test('a list passes over them and counts them', async () => {
    const videos = numbered(60, { listedBy: ['PLx'] });
    const it = await ingestScene(await open(), { videos, sources: [['playlist', 'PLx']] });
    it.youtube.spoil('playlistItems', ({ contentDetails, ...item }, index) =>
      index === 3 ? item : { contentDetails, ...item },
    );
    expect(await it.run()).toMatchObject({ added: 58, skipped: 2, ended: 'caught-up' });
  });
});

describe('the client', () => {
  const youtube = useYouTube();

  test('takes a search in which no video has a date for no answer', async () => {
    youtube.server.setVideos(numbered(3));
    youtube.server.spoil('search', ({ snippet: _, ...item }) => item);
    expect(await thrownBy(youtube.client.search('chill'))).toMatchObject({ kind: 'body' });
  });

  test('does not take channels that cannot be read for none', async () => {
    youtube.server.setChannels([{ id: channel('c'), handle: '@calm' }]);
    youtube.server.spoil('channels', ({ id: _, ...item }) => item);
    expect(await thrownBy(youtube.client.channel({ handle: '@calm' }))).toMatchObject({ kind: 'body' });
    youtube.server.spoil('channels', ({ snippet: _, ...item }) => item);
    expect(await youtube.client.channel({ handle: '@calm' })).toEqual({ id: channel('c'), title: '' });
  });
});

describe('suggestions', () => {
  const open = useEmbedded();

  test('one odd video of five shows as such, the others as ever; and it can be suggested later', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    const { db } = it.database;
    const deps = { ...it.deps, db };
    it.youtube.setVideos(numbered(5));
    const place = { memberId: 'ada', guildId: 'home', channelId: 'music' };
    const propose = (id: string) => suggest(deps, { url: `https://youtu.be/${id}`, ...place });
    for (const { id } of numbered(4)) await propose(id);
    it.youtube.spoil('videos', (item) =>
      item.id === videoId(2) || item.id === videoId(4) ? { id: item.id } : item,
    );
    await expect(propose(videoId(4))).rejects.toMatchObject({ id: 'unreadable-video' });
    const { oldest } = await reviewSuggestions(deps, 5);
    expect(oldest.map(({ leftOut, song }) => leftOut ?? song?.title)).toEqual([
      `Song ${videoId(0)}`,
      `Song ${videoId(1)}`,
      'unreadable',
      `Song ${videoId(3)}`,
    ]);
  });

  test('a song that a check took out is told apart from one that people took out', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    const deps = { ...it.deps, db: it.database.db };
    const song = aSong({ video_id: videoId(1), origin: 'starter', fetched_at: null });
    await insertNewSongs(it.database.db, [song], new Date(START));
    await refresh(it.deps);
    const place = { memberId: 'ada', guildId: 'home', channelId: 'music' };
    await expect(suggest(deps, { url: `https://youtu.be/${videoId(1)}`, ...place })).rejects.toThrow(
      /YouTube did not let everybody play it/,
    );
  });
});
