import { type Insertable, type Kysely, type RawBuilder, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { readBefore } from '../../../db/queries/quota.ts';
import type { Schema, SourcesTable } from '../../../db/schema.ts';
import {
  describeForecast,
  type Forecast,
  forecast,
  refreshReserve,
} from '../../../src/catalogue/quota/forecast.ts';
import { createQuotaLedger, type QuotaBudgets } from '../../../src/catalogue/quota/quota-ledger.ts';
import { describeEachDatabase, useEmbedded } from '../../support/databases.ts';

const NOON = new Date('2026-03-01T20:00:00Z');
const now = () => NOON;
const BUDGETS: QuotaBudgets = { search: 100, read: 10_000 };

function daysAgo(days: number): Date {
  return new Date(NOON.getTime() - days * 24 * 60 * 60 * 1000);
}

type SourceFields = Partial<Insertable<SourcesTable>>;

/** Adds that many songs of YouTube, of which song n was read so many days ago. */
async function addReadSongs(db: Kysely<Schema>, count: number, days: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into songs (video_id, title, license, origin, fetched_at)
    select 'song' || lpad(n::text, 7, '0'), 'Song ' || n, 'CC BY', 'youtube',
           ${NOON}::timestamptz - (${days}) * interval '1 day'
    from generate_series(1, ${count}::integer) n
  `.execute(db);
}

async function addSource(db: Kysely<Schema>, query: string, fields: SourceFields): Promise<void> {
  await db
    .insertInto('sources')
    .values({ kind: 'search', query, ...fields })
    .execute();
}

describe('the forecast', () => {
  const open = useEmbedded();

  async function songsLeft(sources: readonly SourceFields[], budgets = BUDGETS): Promise<number | undefined> {
    const { db } = await open();
    for (const [index, fields] of sources.entries()) await addSource(db, `source ${index}`, fields);
    return (await forecast({ db, quota: createQuotaLedger({ db, now, budgets }), now })).songs;
  }

  const search = { kind: 'search', recent_songs: 60, recent_units: 6 } as const;
  const channel = { kind: 'channel', recent_songs: 30, recent_units: 10 } as const;
  const playlist = { kind: 'playlist', recent_songs: 10, recent_units: 10 } as const;

  test.each<[string, SourceFields[], QuotaBudgets, number | undefined]>([
    ['is unknown without sources', [], BUDGETS, undefined],
    ['is unknown while none was asked', [{ kind: 'search' }, { kind: 'channel' }], BUDGETS, undefined],
    // 100 pages of 20 songs, for 100 searches and 100 reads.
    ['of searches alone', [search], BUDGETS, 2_000],
    // 10,000 reads without the 20 kept, 3 songs each.
    ['of channels alone', [channel], BUDGETS, 29_940],
    // 2,000 and 9,880 reads with two songs each.
    ['of everything together', [search, channel, playlist], BUDGETS, 21_760],
    ['searches end where the reads do', [search, channel], { search: 100, read: 50 }, 600],
    ['without searches left', [search, channel], { search: 0, read: 120 }, 300],
    ['with no more reads than are kept', [search, channel], { search: 100, read: 20 }, 0],
    ['leaves out what is paused', [search, { ...channel, enabled: false }], BUDGETS, 2_000],
    ['leaves out what was removed', [search, { ...channel, removed: true }], BUDGETS, 2_000],
    ['leaves out what rests', [search, { ...channel, resting_until: daysAgo(-1) }], BUDGETS, 2_000],
    ['counts what has rested', [{ ...search, resting_until: daysAgo(1) }], BUDGETS, 2_000],
    ['is nothing where all is paused', [{ ...search, enabled: false }], BUDGETS, 0],
    [
      'of new sources beside a paused one',
      [{ ...search, enabled: false }, { kind: 'channel' }],
      BUDGETS,
      undefined,
    ],
    [
      'of new sources beside one that brought nothing',
      [{ ...channel, recent_songs: 0 }, { kind: 'channel' }],
      BUDGETS,
      undefined,
    ],
    ['is nothing where all that may be asked brought nothing', [{ ...channel, recent_songs: 0 }], BUDGETS, 0],
  ])('%s', async (_name, sources, budgets, songs) => {
    expect(await songsLeft(sources, budgets)).toBe(songs);
  });

  test('comes with the state of the day', async () => {
    const { db } = await open();
    const quota = createQuotaLedger({ db, now, budgets: BUDGETS });
    await quota.take('read');
    await quota.exhaust('search');
    expect(await forecast({ db, quota, now })).toEqual({ ...(await quota.state()), songs: undefined });
  });

  test('keeps what the refresh of today and tomorrow will need', async () => {
    const { db } = await open();
    await addSource(db, 'channel', channel);
    await addReadSongs(db, 2_000, sql`24.5`);
    const quota = createQuotaLedger({ db, now, budgets: { search: 0, read: 100 } });
    expect((await forecast({ db, quota, now })).songs).toBe(180);
  });
});

describe('the reads kept for refreshing', () => {
  const open = useEmbedded();

  test('are twenty at least', async () => {
    const { db } = await open();
    expect(await refreshReserve(db, NOON)).toBe(20);
  });

  test('are one for fifty songs that are due until tomorrow, erased ones included', async () => {
    const { db } = await open();
    await addReadSongs(db, 1_500, sql`case when n <= 1001 then 24.01 else 23.99 end`);
    await db
      .updateTable('songs')
      .set({ available: false, title: '' })
      .where('title', '=', 'Song 1')
      .execute();
    expect(await refreshReserve(db, NOON)).toBe(21);
  });

  test('are none for songs that do not come from YouTube, or are gone from it', async () => {
    const { db } = await open();
    await addReadSongs(db, 2_000, sql`40`);
    await sql`
      update songs set origin = case when n % 2 = 0 then 'youtube' else 'import' end,
                       fetched_at = case when n % 2 = 0 then null else fetched_at end
      from (select video_id, right(video_id, 7)::integer as n from songs) numbered
      where songs.video_id = numbered.video_id
    `.execute(db);
    expect(await refreshReserve(db, NOON)).toBe(20);
  });
});

describeEachDatabase('counting songs to refresh', (open) => {
  test('reads the index that is in the order of refreshing', async () => {
    const { db } = await open();
    await addReadSongs(db, 5_000, sql`n / 200.0`);
    await sql`analyze songs`.execute(db);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${readBefore(daysAgo(24))}`.execute(db);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('songs_refresh');
  });
});

describe('the sentence for people', () => {
  const state = (
    search: Partial<Forecast['buckets']['search']>,
    read: Partial<Forecast['buckets']['read']>,
  ) => ({
    search: { budget: 100, spent: 63, left: 37, exhausted: false, ...search },
    read: { budget: 10_000, spent: 880, left: 9_120, exhausted: false, ...read },
  });
  const none = { left: 0, exhausted: false };
  const refused = { left: 0, exhausted: true };

  test.each<[string, Forecast['buckets'], number | undefined, string]>([
    [
      'what is left',
      state({}, {}),
      4_321,
      "Today's budget: 37 of 100 searches and 9,120 of 10,000 reads left, enough for about 4,300 more songs; it starts anew at 08:00 UTC.",
    ],
    [
      'one song',
      state({}, {}),
      1,
      "Today's budget: 37 of 100 searches and 9,120 of 10,000 reads left, enough for about 1 more song; it starts anew at 08:00 UTC.",
    ],
    [
      'nothing known yet',
      state({}, {}),
      undefined,
      "Today's budget: 37 of 100 searches and 9,120 of 10,000 reads left (how many songs that brings is not known yet); it starts anew at 08:00 UTC.",
    ],
    [
      'nothing to be expected',
      state({}, {}),
      0,
      "Today's budget: 37 of 100 searches and 9,120 of 10,000 reads left, but no more songs are to be expected today; it starts anew at 08:00 UTC.",
    ],
    [
      'searches spent',
      state(none, {}),
      820,
      "Today's budget: 0 of 100 searches and 9,120 of 10,000 reads left, enough for about 820 more songs; it starts anew at 08:00 UTC.",
    ],
    [
      'searches used up, as YouTube says',
      state(refused, {}),
      820,
      "Today's budget: no searches (YouTube says they are used up) and 9,120 of 10,000 reads left, enough for about 820 more songs; it starts anew at 08:00 UTC.",
    ],
    [
      'nothing left',
      state(none, none),
      0,
      "Today's budget of 100 searches and 10,000 reads is used up; it starts anew at 08:00 UTC.",
    ],
    [
      'nothing left, as YouTube says',
      state(none, refused),
      0,
      "Today's budget of 100 searches and 10,000 reads is used up, YouTube says; it starts anew at 08:00 UTC.",
    ],
    [
      'a budget of one',
      state({ budget: 1, left: 1 }, { budget: 1, left: 0 }),
      0,
      "Today's budget: 1 of 1 search and 0 of 1 read left, but no more songs are to be expected today; it starts anew at 08:00 UTC.",
    ],
    [
      'no budget at all',
      state({ budget: 0, ...none }, { budget: 0, ...none }),
      0,
      'The budget is 0 searches and 0 reads a day, so nothing is asked of YouTube.',
    ],
  ])('tells of %s', (_name, buckets, songs, sentence) => {
    const resetsAt = new Date('2026-03-02T08:00:00Z');
    expect(describeForecast({ day: '2026-03-01', resetsAt, buckets, songs })).toBe(sentence);
  });
});
