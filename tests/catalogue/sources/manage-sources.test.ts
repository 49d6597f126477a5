import type { Updateable } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../../db/database.ts';
import { ensureSource } from '../../../db/queries/sources.ts';
import type { QuotaBucket, SourcesTable } from '../../../db/schema.ts';
import { createQuotaLedger } from '../../../src/catalogue/quota/quota-ledger.ts';
import { addSource, changeSource, listSources } from '../../../src/catalogue/sources/manage-sources.ts';
import { describeEachDatabase, useEmbedded } from '../../support/databases.ts';
import { addSongs, videoId } from '../../support/fixtures.ts';
import { useYouTube } from '../../support/youtube-client.ts';
import { type Fault, KEY_NOT_VALID, OVERLOADED, RATE_LIMITED } from '../../support/youtube-server.ts';

const CHANNEL = `UC${'c'.repeat(22)}`;
const OTHER = `UC${'d'.repeat(22)}`;
const PLAYLIST = 'PL0123456789ABCDEF';
const NOW = new Date('2026-03-01T12:00:00Z');
const now = () => NOW;

const youtube = useYouTube();

/** A YouTube with a channel that has a handle and a user's name, one song of it, and a playlist. */
function fillYouTube() {
  youtube.server.setChannels([
    { id: CHANNEL, handle: '@LofiGirl', username: 'ChilledCow' },
    { id: OTHER, handle: '@NCS' },
  ]);
  youtube.server.setVideos([{ id: videoId(1), channelId: CHANNEL }]);
  youtube.server.setPlaylists({ [PLAYLIST]: [videoId(1)] });
}

function depsOf({ db }: Database) {
  fillYouTube();
  return { db, now, youtube: youtube.client };
}

function stored({ db }: Database) {
  return db
    .selectFrom('sources')
    .select(['kind', 'query', 'label', 'found_by', 'enabled', 'removed'])
    .orderBy('source_id')
    .execute();
}

describeEachDatabase('sources', (open) => {
  test.each([
    ['a channel by its id', CHANNEL, { kind: 'channel', query: CHANNEL, label: '' }, { channels: 1 }],
    ['a handle', '@lofigirl', { kind: 'channel', query: CHANNEL, label: '@lofigirl' }, { channels: 1 }],
    [
      'a user’s name',
      'https://www.youtube.com/user/ChilledCow',
      { kind: 'channel', query: CHANNEL, label: 'ChilledCow' },
      { channels: 1 },
    ],
    [
      'an old address of what is a handle by now',
      'https://www.youtube.com/c/NCS',
      { kind: 'channel', query: OTHER, label: 'NCS' },
      { channels: 1 },
    ],
    [
      'a video, for its channel',
      `https://youtu.be/${videoId(1)}`,
      { kind: 'channel', query: CHANNEL, label: '' },
      { videos: 1 },
    ],
    [
      'a playlist',
      `https://www.youtube.com/playlist?list=${PLAYLIST}`,
      { kind: 'playlist', query: PLAYLIST, label: '' },
      { playlistItems: 1 },
    ],
    ['words', ' rainy  lofi ', { kind: 'search', query: 'rainy lofi', label: '' }, {}],
  ])('adding %s', async (_, text, row, calls) => {
    const database = await open();
    const deps = depsOf(database);
    const { outcome, source } = await addSource(deps, text);
    expect(outcome).toBe('added');
    expect(source).toMatchObject({ kind: row.kind, query: row.query, enabled: true, foundBy: 'people' });
    expect(await stored(database)).toEqual([{ ...row, found_by: 'people', enabled: true, removed: false }]);
    const none = { playlistItems: 0, channels: 0, videos: 0, search: 0 };
    const asked = Object.keys(none) as (keyof typeof none)[];
    expect(Object.fromEntries(asked.map((one) => [one, youtube.server.calls(one)]))).toEqual({
      ...none,
      ...calls,
    });
    expect(youtube.spent.kept.every((keep) => keep === 0)).toBe(true);
  });

  test('says how YouTube calls the channel, and that an old address is a guess', async () => {
    const database = await open();
    const deps = depsOf(database);
    youtube.server.setChannels([{ id: CHANNEL, handle: '@LofiGirl', title: 'Lofi & Girl', username: 'NCS' }]);
    youtube.server.setVideos([{ id: videoId(1), channelId: OTHER, channelTitle: 'Others' }]);
    expect(await addSource(deps, CHANNEL)).toMatchObject({ title: 'Lofi & Girl', guessed: undefined });
    expect(await addSource(deps, '@lofigirl')).toMatchObject({ title: 'Lofi & Girl', guessed: undefined });
    for (const address of ['youtube.com/c/LofiGirl', 'youtube.com/lofigirl/videos']) {
      expect(await addSource(deps, address)).toMatchObject({
        outcome: 'known',
        title: 'Lofi & Girl',
        guessed: expect.stringMatching(/^@lofigirl$/i),
      });
    }
    expect(await addSource(deps, `https://youtu.be/${videoId(1)}`)).toMatchObject({ title: 'Others' });
    // It is YouTube's text, so it is not stored.
    const all = await database.db.selectFrom('sources').selectAll().execute();
    expect(JSON.stringify(all)).not.toContain('Lofi & Girl');
  });

  test('a source is added once, and brought back when it was paused or removed', async () => {
    const database = await open();
    const deps = depsOf(database);
    const { source } = await addSource(deps, 'Rainy Lofi');
    expect(await addSource(deps, 'rainy lofi')).toMatchObject({ outcome: 'known', source });
    await changeSource(deps, '1', 'pause');
    expect(await addSource(deps, 'RAINY LOFI')).toMatchObject({ outcome: 'resumed', source });
    await changeSource(deps, '1', 'remove');
    expect(await listSources(deps)).toEqual([]);
    expect(await addSource(deps, 'Rainy Lofi')).toMatchObject({ outcome: 'resumed', source });
    await database.db.updateTable('sources').set({ removed: true }).execute();
    expect(await addSource(deps, 'Rainy Lofi')).toMatchObject({ outcome: 'resumed', source });
    expect(await listSources(deps)).toEqual([source]);
  });

  test('of two who add the same at once one adds it, and a removed one is not brought back by a release', async () => {
    const database = await open();
    const deps = depsOf(database);
    const both = await Promise.all([addSource(deps, 'lofi'), addSource(deps, 'lofi')]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['added', 'known']);
    expect(await listSources(deps)).toHaveLength(1);
    await changeSource(deps, 'lofi', 'remove');
    expect(await ensureSource(database.db, { kind: 'search', query: 'lofi' })).toBe(false);
    expect(await listSources(deps)).toEqual([]);
  });

  test('a channel is called as most of its songs call it, else as somebody typed it', async () => {
    const database = await open();
    const deps = depsOf(database);
    await addSource(deps, '@LofiGirl');
    expect(await listSources(deps)).toMatchObject([{ name: '@LofiGirl' }]);
    await addSource(deps, OTHER);
    expect(await addSource(deps, '@NCS')).toMatchObject({ outcome: 'known', source: { name: '@NCS' } });
    await addSongs(database.db, 5, (n) => ({
      channel_id: n === 5 ? '' : CHANNEL,
      channel: ['Lofi Girl', 'ChilledCow', 'Lofi Girl', '', 'Nobody'][n - 1] ?? '',
    }));
    expect(await listSources(deps)).toMatchObject([
      { query: CHANNEL, name: 'Lofi Girl', url: `https://www.youtube.com/channel/${CHANNEL}` },
      { query: OTHER, name: '@NCS' },
    ]);
  });

  test('the best yield lately comes first, paused ones last', async () => {
    const database = await open();
    const deps = depsOf(database);
    const rows: Updateable<SourcesTable>[] = [
      { query: 'never asked' },
      { query: 'poor', recent_units: 4, recent_songs: 1, units: 12.5, songs: 30, last_error: 'forbidden' },
      { query: 'paused', recent_units: 1, recent_songs: 50, enabled: false },
      { query: 'rich', recent_units: 2, recent_songs: 40, resting_until: new Date('2026-03-02T00:00:00Z') },
      { query: 'rested', recent_units: 2, recent_songs: 0, resting_until: new Date('2026-02-01T00:00:00Z') },
    ];
    for (const { query } of rows) await ensureSource(database.db, { kind: 'search', query: String(query) });
    for (const row of rows) {
      await database.db.updateTable('sources').set(row).where('query', '=', String(row.query)).execute();
    }
    const views = await listSources(deps);
    expect(views.map(({ query, yield: some }) => [query, some])).toEqual([
      ['rich', 20],
      ['poor', 0.25],
      ['rested', 0],
      ['never asked', undefined],
      ['paused', 50],
    ]);
    expect(views).toMatchObject([
      { restingUntil: new Date('2026-03-02T00:00:00Z'), lastError: null },
      { songs: 30, units: 12.5, lastError: 'forbidden', foundBy: 'default' },
      { restingUntil: null },
      { lastRunAt: null, restingUntil: null },
      { enabled: false },
    ]);
  });

  test.each([
    ['its number', '2'],
    ['its number as lists write it', '#2'],
    ['its query', CHANNEL],
    ['its name', 'lofi girl'],
    ['what somebody typed', '@lofigirl'],
    ['its address', `<https://www.youtube.com/channel/${CHANNEL}/videos>`],
    ['the address of its handle', 'https://www.youtube.com/@LofiGirl?si=x'],
    ['its uploads', `https://www.youtube.com/playlist?list=UU${'c'.repeat(22)}`],
    ['a song of it', `https://youtu.be/${videoId(1)}`],
  ])('a source is found by %s, without asking YouTube', async (_, wanted) => {
    const database = await open();
    const deps = depsOf(database);
    await addSource(deps, 'lofi');
    await addSource(deps, '@LofiGirl');
    await addSongs(database.db, 1, () => ({ channel: 'Lofi Girl', channel_id: CHANNEL }));
    const requests = youtube.server.requests.length;
    expect(await changeSource(deps, wanted, 'pause')).toMatchObject({ query: CHANNEL, enabled: false });
    expect(await changeSource(deps, wanted, 'resume')).toMatchObject({ query: CHANNEL, enabled: true });
    expect(await changeSource(deps, wanted, 'remove')).toMatchObject({ query: CHANNEL, enabled: false });
    expect(await listSources(deps)).toMatchObject([{ query: 'lofi' }]);
    expect(youtube.server.requests).toHaveLength(requests);
    await expect(changeSource(deps, wanted, 'resume')).rejects.toMatchObject({ id: 'unknown-source' });
  });
});

describe('sources', () => {
  const open = useEmbedded();

  test('a search is found by its words or the address of its results', async () => {
    const deps = depsOf(await open());
    await addSource(deps, 'Rainy lofi 2026');
    const { url } = await changeSource(deps, ' rainy  LOFI 2026 ', 'pause');
    expect(url).toBe('https://www.youtube.com/results?search_query=Rainy+lofi+2026');
    expect(await changeSource(deps, url, 'resume')).toMatchObject({ enabled: true });
  });

  test('words that are a number are found where no source has it', async () => {
    const deps = depsOf(await open());
    await addSource(deps, '2026');
    expect(await changeSource(deps, '2026', 'pause')).toMatchObject({ query: '2026' });
  });

  test('what is ambiguous or nothing is told, and changes nothing', async () => {
    const database = await open();
    const deps = depsOf(database);
    for (const text of [CHANNEL, OTHER]) await addSource(deps, text);
    await addSongs(database.db, 2, (n) => ({ channel: 'Lofi', channel_id: n === 1 ? CHANNEL : OTHER }));
    const before = await stored(database);
    await expect(changeSource(deps, 'lofi', 'remove')).rejects.toMatchObject({
      id: 'unknown-source',
      message: expect.stringContaining('1, 2'),
    });
    for (const wanted of [
      '',
      ' ',
      '3',
      '0',
      '99999999999',
      'jazz',
      'https://example.org',
      `https://youtu.be/${videoId(9)}`,
    ])
      await expect(changeSource(deps, wanted, 'remove')).rejects.toMatchObject({ id: 'unknown-source' });
    expect(await stored(database)).toEqual(before);
  });

  test('a resumed source is asked again soon', async () => {
    const database = await open();
    const deps = depsOf(database);
    await addSource(deps, 'lofi');
    const resting_until = new Date('2026-03-08T00:00:00Z');
    await database.db.updateTable('sources').set({ resting_until }).execute();
    // It was not paused, so that there is nothing to change.
    expect(await changeSource(deps, 'lofi', 'resume')).toMatchObject({ restingUntil: resting_until });
    await changeSource(deps, 'lofi', 'pause');
    expect(await changeSource(deps, 'lofi', 'resume')).toMatchObject({ restingUntil: null });
    expect(await listSources(deps)).toMatchObject([{ restingUntil: null }]);
  });

  test('a song of the catalogue says its channel without a call, and without a key', async () => {
    const database = await open();
    await addSongs(database.db, 1, () => ({ channel_id: CHANNEL }));
    const deps = { ...depsOf(database), youtube: undefined };
    const { source } = await addSource(deps, `https://youtu.be/${videoId(1)}`);
    expect(source).toMatchObject({ kind: 'channel', query: CHANNEL });
  });

  test('without a key ids and words are taken as they are, and the rest is refused', async () => {
    const database = await open();
    const deps = { ...depsOf(database), youtube: undefined };
    for (const text of [CHANNEL, PLAYLIST, 'lofi']) {
      expect(await addSource(deps, text)).toMatchObject({ outcome: 'added' });
    }
    for (const text of ['@LofiGirl', 'youtube.com/c/NCS', `https://youtu.be/${videoId(1)}`]) {
      await expect(addSource(deps, text)).rejects.toMatchObject({ name: 'UserError', id: 'no-youtube-key' });
    }
    expect(await stored(database)).toHaveLength(3);
  });

  test.each([
    ['@nobody', 'unknown-channel', /called @nobody/],
    ['youtube.com/c/nobody', 'unknown-channel', /old address with nobody.*@handle/],
    ['youtube.com/user/LofiGirl', 'unknown-channel', /old address with LofiGirl.*@handle/],
    ['youtube.com/c/ChilledCow', 'unknown-channel', /old address with ChilledCow.*@handle/],
    ['youtube.com/ChilledCow', 'unknown-channel', /old address with ChilledCow.*@handle/],
    [`UC${'x'.repeat(22)}`, 'unknown-channel', /no channel of that id/],
    ['https://www.youtube.com/playlist?list=PLnone', 'unknown-playlist', /no such playlist/],
    [`https://youtu.be/${videoId(9)}`, 'unknown-video', /no such video/],
    ['https://example.org/@LofiGirl', 'no-source', /not on YouTube/],
  ])('%s is refused as %s', async (text, id, message) => {
    const database = await open();
    const refusal = addSource(depsOf(database), text);
    await expect(refusal).rejects.toMatchObject({ name: 'UserError', id });
    await expect(refusal).rejects.toThrow(message);
    expect(await stored(database)).toEqual([]);
  });

  test('a private playlist is refused', async () => {
    const database = await open();
    const deps = depsOf(database);
    const fault = { kind: 'api', status: 403, reason: 'playlistItemsNotAccessible' } as const;
    youtube.server.failAlways('playlistItems', fault);
    await expect(addSource(deps, PLAYLIST)).rejects.toMatchObject({ id: 'unknown-playlist' });
  });

  test.each<[string, Fault, RegExp]>([
    ['a refused key', KEY_NOT_VALID, /refuses my API key.*Check YOUTUBE_API_KEY/],
    ['too many requests', RATE_LIMITED, /try again in a few minutes/],
    ['a server that is down', OVERLOADED, /try again in a few minutes/],
    ['a broken connection', { kind: 'reset' }, /try again in a few minutes/],
  ])('%s is told in plain words', async (_, fault, message) => {
    const database = await open();
    const deps = depsOf(database);
    for (const resource of ['channels', 'videos', 'playlistItems'] as const)
      youtube.server.failAlways(resource, fault);
    for (const text of ['@LofiGirl', `https://youtu.be/${videoId(1)}`, CHANNEL]) {
      const refusal = addSource(deps, text);
      await expect(refusal).rejects.toMatchObject({ name: 'UserError', id: 'youtube-unavailable' });
      await expect(refusal).rejects.toThrow(message);
    }
    expect(await stored(database)).toEqual([]);
  });

  test('a spent budget is told with the time at which it starts anew', async () => {
    const database = await open();
    const budgets: Record<QuotaBucket, number> = { search: 100, read: 1 };
    const { client } = await youtube.reopen({ quota: createQuotaLedger({ db: database.db, now, budgets }) });
    const deps = { ...depsOf(database), youtube: client };
    expect(await addSource(deps, '@LofiGirl')).toMatchObject({ outcome: 'added' });
    const refusal = addSource(deps, '@NCS');
    await expect(refusal).rejects.toMatchObject({ name: 'UserError', id: 'quota-spent' });
    await expect(refusal).rejects.toThrow(/2026-03-02 08:00 UTC/);
    expect(youtube.server.calls('channels')).toBe(1);
    // What need not be asked for works all the same.
    expect(await addSource(deps, CHANNEL)).toMatchObject({ outcome: 'known' });
    expect(await addSource(deps, 'lofi')).toMatchObject({ outcome: 'added' });
  });
});
