import { expect, test } from 'vitest';
import { ensureSource, listSources, touchSource } from '../../db/queries/sources.ts';
import { ensureDefaultSources } from '../../src/catalogue/default-sources.ts';
import { describeEachDatabase } from '../support/databases.ts';

describeEachDatabase('sources', (open) => {
  test('are added once', async () => {
    const { db } = await open();
    expect(await ensureSource(db, { kind: 'search', query: 'chill' })).toBe(true);
    expect(await ensureSource(db, { kind: 'search', query: 'chill' })).toBe(false);
    expect(await ensureSource(db, { kind: 'playlist', query: 'chill' })).toBe(true);
    expect(await listSources(db, true)).toMatchObject([
      { kind: 'search', query: 'chill', enabled: true, last_run_at: null },
      { kind: 'playlist', query: 'chill' },
    ]);
  });

  test('come in the order of their waiting', async () => {
    const { db } = await open();
    for (const query of ['a', 'b', 'c']) await ensureSource(db, { kind: 'search', query });
    const [a, b] = await listSources(db, true);
    await touchSource(db, a?.source_id ?? 0, new Date('2026-03-02T00:00:00Z'));
    await touchSource(db, b?.source_id ?? 0, new Date('2026-03-01T00:00:00Z'));
    expect((await listSources(db, true)).map(({ query }) => query)).toEqual(['c', 'b', 'a']);
  });

  test('of a new installation are one for music in general and one per mood; a disabled one stays so', async () => {
    const database = await open();
    expect(await ensureDefaultSources(database)).toBe(7);
    const all = await listSources(database.db, true);
    expect(all.map(({ query }) => query)).toContain('instrumental edm');
    await database.db
      .updateTable('sources')
      .set({ enabled: false })
      .where('query', '=', 'instrumental edm')
      .execute();
    expect(await ensureDefaultSources(database)).toBe(0);
    expect(await listSources(database.db, true)).toHaveLength(6);
    expect(await listSources(database.db, false)).toHaveLength(7);
  });
});
