import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { fillSearchEntries } from '../../db/queries/search-entries.ts';
import {
  beginningWith,
  findSongs,
  SAMPLE,
  songsById,
  useIndexes,
  withTerms,
} from '../../db/queries/song-search.ts';
import { eraseSongs, insertNewSongs, upsertSongs } from '../../db/queries/songs.ts';
import { searchQuery } from '../../src/text/search-words.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addSongs, markUnavailable, videoId } from '../support/fixtures.ts';
import { aSong } from '../support/songs.ts';

const TITLES = [
  'Midnight Rain (No Copyright Music)',
  'Rain at midnight',
  'Lo-fi beats to study to',
  '100% Pure_Love',
  'Ćmy i świece',
  '夜に駆ける',
  'Kevin_MacLeod-Carefree.mp3',
  "Don't stop",
  'Café del Mär',
  'ＳＡＤ 𝓼𝓸𝓷𝓰',
  'สวัสดีชาวโลก',
  'Москва',
  'İstanbul ışık',
];

describeEachDatabase('songs by words', (open) => {
  async function scene() {
    const { db } = await open();
    await addSongs(db, TITLES.length, (n) => ({
      title: TITLES[n - 1] ?? '',
      ...(n === 9 ? { artist: 'Silent Partner' } : {}),
    }));
    return { db, find: async (text: string) => (await findSongs(db, text, 5)).map((song) => song.title) };
  }

  test.each([
    [
      'the beginning of a title, whatever the case, before other places',
      'rain',
      ['Rain at midnight', TITLES[0]],
    ],
    ['words in any order, the last ones unfinished', 'music midn', [TITLES[0]]],
    ['a word with a hyphen', 'lo-fi', [TITLES[2]]],
    ['a part of it', 'fi beats', [TITLES[2]]],
    ['signs that a pattern would read otherwise', '100% pure_l', [TITLES[3]]],
    ['a lone sign of a pattern', '%', []],
    ['letters beyond English', 'Ćmy', [TITLES[4]]],
    ['a script without spaces', '夜に', [TITLES[5]]],
    ['words between dots and underscores', 'carefree', [TITLES[6]]],
    ['a word with an apostrophe', "don't", [TITLES[7]]],
    ['a word that must be there too', 'rain piano', []],
    ['a word without its apostrophe', 'dont', [TITLES[7]]],
    ['letters without their accents', 'cafe del mar', [TITLES[8]]],
    ['plain letters for styled ones', 'sad song', [TITLES[9]]],
    ['a part of a script without spaces', 'ชาวโลก', [TITLES[10]]],
    ['another part of one', '駆け', [TITLES[5]]],
    ['one letter of it', '駆', [TITLES[5]]],
    ['another case, whatever the locale', 'москва', [TITLES[11]]],
    ['another case of Turkish letters', 'istanbul IŞIK', [TITLES[12]]],
    ['a last letter of a word to come', 'midnight r', [TITLES[0], TITLES[1]]],
    ['the artist', 'silent part', [TITLES[8]]],
    ['the channel where there is no artist', 'a channel beats', [TITLES[2]]],
  ])('%s', async (_, text, titles) => {
    const { find } = await scene();
    expect(await find(text)).toEqual(titles);
  });

  test('a title that is the text comes first, then those that go on, in alphabetical order', async () => {
    const { db } = await open();
    // Enough for the planner to read a table page by page, in whatever order the songs came.
    const others = Array.from({ length: 3_000 }, (_, n) => `Rain ${String(9_999 - n)}`);
    const titles = [...others, 'RAIN', 'Rain and tears', 'Soft rain'];
    await addSongs(db, titles.length, (n) => ({ title: titles[n - 1] ?? '' }));
    const found = await findSongs(db, 'rain', 5);
    const first = ['RAIN', 'Rain 7000', 'Rain 7001', 'Rain 7002', 'Rain 7003'];
    expect(found.map((song) => song.title)).toEqual(first);
    expect((await findSongs(db, 'rain', 1)).map((song) => song.title)).toEqual(['RAIN']);
  });

  test('each search reads its own index, however few songs it finds', async () => {
    const { db } = await open();
    // So many that going through all available ones looks cheap.
    await sql`
      insert into songs (video_id, title, license, origin, search_title, search_terms)
      select lpad(n::text, 11, '0'), 'Rain ' || n, 'CC BY', 'import', 'rain ' || n, 'rain ' || n
      from generate_series(1, 30000) n
    `.execute(db);
    const planOf = (search: ReturnType<typeof withTerms>) =>
      db.transaction().execute(async (trx) => {
        await useIndexes(trx);
        const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${search}`.execute(trx);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
    for (const text of ['rain', 'zzz']) {
      const query = searchQuery(text);
      expect(await planOf(beginningWith(query, 5))).toMatch(
        /Index (Only )?Scan (using|on) songs_search_title/,
      );
      const words = await planOf(withTerms(query, 5));
      expect(words).toContain('Bitmap Index Scan on songs_search_terms');
      expect(words).not.toContain('songs_available');
      const some = await planOf(withTerms(query, 5, SAMPLE));
      expect(some).toContain('Bitmap Index Scan on songs_search_sample');
    }
  });

  test('songs of an earlier release are found once their entries are made, which is done in steps', async () => {
    const { db } = await open();
    await addSongs(db, 250, (n) => ({ title: n === 250 ? 'Only one' : `Rain ${n}` }));
    await sql`update songs set search_title = null, search_terms = null`.execute(db);
    expect(await findSongs(db, 'only', 5)).toEqual([]);
    const stopped = AbortSignal.abort();
    expect(await fillSearchEntries(db, stopped)).toBe(0);
    expect(await fillSearchEntries(db)).toBe(250);
    expect((await findSongs(db, 'only', 5)).map((song) => song.title)).toEqual(['Only one']);
    expect(await fillSearchEntries(db)).toBe(0);
  });

  test('what is written and erased is found and found no more', async () => {
    const { db } = await open();
    const now = new Date('2026-03-01T00:00:00Z');
    await insertNewSongs(db, [aSong({ video_id: videoId(1), title: 'Only one' })], now);
    const found = async (text: string) => (await findSongs(db, text, 5)).map((song) => song.title);
    expect(await found('only')).toEqual(['Only one']);
    await upsertSongs(db, [aSong({ video_id: videoId(1), title: 'Another' })], now);
    expect(await found('only')).toEqual([]);
    expect(await found('another')).toEqual(['Another']);
    await eraseSongs(db, [videoId(1)], now);
    expect(await found('another')).toEqual([]);
    const row = await db.selectFrom('songs').select(['search_title', 'search_terms']).executeTakeFirst();
    expect(row).toEqual({ search_title: '', search_terms: '' });
  });

  test('songs that left the catalogue are not found, by title or id', async () => {
    const { db, find } = await scene();
    await markUnavailable(db, [videoId(2)]);
    expect(await find('rain')).toEqual([TITLES[0]]);
    const found = await songsById(db, [videoId(3), videoId(2), videoId(1)]);
    expect(found.map((song) => song.videoId)).toEqual([videoId(3), videoId(1)]);
  });

  test('whatever is typed is looked for and breaks nothing', async () => {
    const { find } = await scene();
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom("'", '\\', '%', ':*', '&', '!', '\0', '\ud800', '<->', 'rain', ' '),
      }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (typed) => {
        expect((await find(typed)).length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 200 },
    );
  });

  test('a list is never longer than asked for, and has no song twice', async () => {
    const { db } = await open();
    await addSongs(db, 40, (n) => ({ title: `Rain ${n}` }));
    const found = await findSongs(db, 'rain', 25);
    expect(new Set(found.map((song) => song.videoId)).size).toBe(25);
    expect(found).toHaveLength(25);
  });
});
