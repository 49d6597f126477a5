import { expect, test } from 'vitest';
import {
  ensureSource,
  followChannels,
  savePage,
  saveRefusal,
  saveYields,
  sourcesToAsk,
} from '../../db/queries/sources.ts';
import { ensureDefaultSources } from '../../src/catalogue/default-sources.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addSongs, markUnavailable, videoId } from '../support/fixtures.ts';

const day = (n: number) => new Date(Date.UTC(2026, 2, n));

describeEachDatabase('sources', (open) => {
  test('are added once', async () => {
    const { db } = await open();
    expect(await ensureSource(db, { kind: 'search', query: 'chill' })).toBe(true);
    expect(await ensureSource(db, { kind: 'search', query: 'chill' })).toBe(false);
    expect(await ensureSource(db, { kind: 'playlist', query: 'chill' })).toBe(true);
    expect(await sourcesToAsk(db, day(1))).toMatchObject([
      { kind: 'search', query: 'chill', enabled: true, last_run_at: null },
      { kind: 'playlist', query: 'chill' },
    ]);
  });

  test('come in the order of their waiting, without those that rest, are paused or were removed', async () => {
    const { db } = await open();
    for (const query of ['a', 'b', 'c', 'rests', 'paused', 'removed', 'refused'])
      await ensureSource(db, { kind: 'search', query });
    const ids = new Map((await sourcesToAsk(db, day(1))).map(({ query, source_id }) => [query, source_id]));
    const page = { cursor: { at: 1 }, units: 1, idle: false, restingUntil: undefined };
    const save = (query: string, now: Date, restingUntil?: Date) =>
      savePage(db, { ...page, sourceId: ids.get(query) ?? 0, now, restingUntil });
    await save('a', day(2));
    await save('b', day(1));
    await save('rests', day(1), day(5));
    const refusal = { sourceId: ids.get('refused') ?? 0, reason: 'playlistNotFound', restingUntil: day(8) };
    await saveRefusal(db, { ...refusal, units: 1, now: day(1) });
    await db.updateTable('sources').set({ enabled: false }).where('query', '=', 'paused').execute();
    await db.updateTable('sources').set({ removed: true }).where('query', '=', 'removed').execute();
    const queries = async (now: Date) => (await sourcesToAsk(db, now)).map(({ query }) => query);
    expect(await queries(day(3))).toEqual(['c', 'b', 'a']);
    expect(await queries(day(5))).toEqual(['c', 'b', 'rests', 'a']);
    expect(await queries(day(8))).toEqual(['c', 'b', 'rests', 'refused', 'a']);
  });

  test('keep what they brought and cost, and what lies back counts less and less', async () => {
    const { db } = await open();
    await ensureSource(db, { kind: 'search', query: 'a' });
    const sourceId = (await sourcesToAsk(db, day(1)))[0]?.source_id ?? 0;
    const page = { sourceId, cursor: {}, restingUntil: undefined, units: 2, idle: false, now: day(1) };
    await savePage(db, page);
    await saveYields(db, [{ sourceId, songs: 40, units: 0.5 }]);
    await savePage(db, page);
    await savePage(db, { ...page, units: 1, idle: true });
    const [source] = await sourcesToAsk(db, day(1));
    expect(source).toMatchObject({ songs: 40, units: 5.5, recent_songs: 36 });
    expect(source?.recent_units).toBeCloseTo(2.5 * 0.9 + 2);
  });

  test('channels of several songs become sources; what people removed does not come back', async () => {
    const { db } = await open();
    const channels = ['a', 'b', 'c'].map((letter) => `UC${letter.repeat(22)}`);
    const [a = '', b = '', c = ''] = channels;
    await addSongs(db, 9, (n) => ({
      origin: 'youtube',
      channel_id: channels[n % 3] ?? '',
      fetched_at: day(1),
    }));
    await markUnavailable(db, [videoId(1)]);
    await ensureSource(db, { kind: 'channel', query: c });
    await db.updateTable('sources').set({ removed: true }).execute();
    expect(await followChannels(db, channels, 3)).toBe(1);
    expect(await followChannels(db, channels, 3)).toBe(0);
    const found = await sourcesToAsk(db, day(1));
    expect(found).toMatchObject([{ kind: 'channel', query: a, found_by: 'search', enabled: true }]);
    expect(found.map(({ query }) => query)).not.toContain(b);
  });

  test('of a new installation are one for music in general and one per mood; a disabled one stays so', async () => {
    const database = await open();
    expect(await ensureDefaultSources(database)).toBe(7);
    const all = await sourcesToAsk(database.db, day(1));
    expect(all.map(({ query }) => query)).toContain('instrumental edm');
    await database.db
      .updateTable('sources')
      .set({ enabled: false })
      .where('query', '=', 'instrumental edm')
      .execute();
    expect(await ensureDefaultSources(database)).toBe(0);
    expect(await sourcesToAsk(database.db, day(1))).toHaveLength(6);
  });
});
