import fc from 'fast-check';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import {
  changeAndLink,
  linkDuplicates,
  lockedWithReUploads,
  originalsLike,
} from '../../db/queries/duplicates.ts';
import { eraseExpiredSongs, eraseSongs, type SongInput, upsertSongs } from '../../db/queries/songs.ts';
import { lockSongs } from '../../db/queries/votes.ts';
import { isSameSong, type Recording } from '../../db/same-song.ts';
import type { Schema } from '../../db/schema.ts';
import { describeEachDatabase, useEmbedded, useServer } from '../support/databases.ts';
import { markUnavailable } from '../support/fixtures.ts';
import { lockAwaited } from '../support/row-lock.ts';
import { aSong, videoId } from '../support/songs.ts';

const NOW = new Date('2026-03-02T00:00:00Z');

/** Adds or changes songs as an ingest does. Resolves to how many of them became re-uploads. */
async function put(db: Kysely<Schema>, ...songs: (Partial<SongInput> & { video_id: string })[]) {
  await upsertSongs(db, songs.map(aSong), NOW);
  return linkDuplicates(
    db,
    songs.map((song) => song.video_id),
  );
}

/** What each song points to, the others left out. */
async function links(db: Kysely<Schema>): Promise<Record<string, string>> {
  const rows = await db
    .selectFrom('songs')
    .select(['video_id', 'duplicate_of'])
    .orderBy('video_id')
    .execute();
  return Object.fromEntries(
    rows.flatMap((row) => (row.duplicate_of === null ? [] : [[row.video_id, row.duplicate_of]])),
  );
}

const [A, B, C, D] = [videoId(1), videoId(2), videoId(3), videoId(4)];

describeEachDatabase('re-uploads', (open) => {
  test('point to the song that came first, whatever was added to its title', async () => {
    const { db } = await open();
    expect(await put(db, { video_id: C, title: 'Ada - Calm Sea' })).toBe(0);
    expect(
      await put(db, { video_id: A, title: 'Ada – CALM SEA [No Copyright Music]', duration_s: 186 }),
    ).toBe(1);
    expect(
      await put(db, { video_id: B, title: 'Ada: Calm Sea', duration_s: 190 }, { video_id: D, title: 'x' }),
    ).toBe(0);
    expect(await links(db)).toEqual({ [A]: C });
    expect(
      await put(db, { video_id: A, title: 'Ada – CALM SEA [No Copyright Music]', duration_s: 187 }),
    ).toBe(0);
  });

  test('of songs that came together point to the one with the first id', async () => {
    const { db } = await open();
    const title = 'Calm Sea';
    expect(await put(db, ...[C, A, B].map((video_id) => ({ video_id, title })))).toBe(2);
    expect(await links(db)).toEqual({ [B]: A, [C]: A });
  });

  test('are known by their description too', async () => {
    const { db } = await open();
    const description =
      'Calm Sea was recorded by Ada on a winter morning, with nothing but a piano and the window open. '.repeat(
        2,
      );
    await put(db, { video_id: A, title: 'Calm Sea', description, channel_id: 'UC1' });
    await put(db, {
      video_id: B,
      title: 'Mer calme',
      description: `${description}\nhttps://example.org`,
      channel_id: 'UC2',
    });
    await put(db, { video_id: C, title: 'Wild Sea', description, channel_id: 'UC1' });
    expect(await links(db)).toEqual({ [B]: A });
  });

  test('are none any more when the title changes, on either side', async () => {
    const { db } = await open();
    const title = 'Calm Sea';
    await put(db, { video_id: A, title }, { video_id: B, title }, { video_id: C, title });
    await put(db, { video_id: B, title: 'Wild Sea' });
    expect(await links(db)).toEqual({ [C]: A });
    await put(db, { video_id: A, title: 'Wild Sea' });
    expect(await links(db)).toEqual({ [A]: B });
    await put(db, { video_id: B, title });
    expect(await links(db)).toEqual({ [B]: C });
  });

  test('one takes the place of a song that is erased, and keeps it when that one comes back', async () => {
    const { db } = await open();
    const title = 'Calm Sea';
    await put(db, { video_id: A, title }, { video_id: B, title }, { video_id: C, title });
    await eraseSongs(db, [A], NOW);
    expect(await links(db)).toEqual({ [C]: B });
    await put(db, { video_id: A, title });
    expect(await links(db)).toEqual({ [A]: B, [C]: B });
  });

  test('one takes the place of a song whose text expired or that people took out', async () => {
    const { db } = await open();
    const title = 'Calm Sea';
    const fresh = { title, fetched_at: NOW };
    await put(db, { video_id: A, title }, { video_id: B, ...fresh }, { video_id: C, ...fresh });
    expect(await eraseExpiredSongs(db, NOW, NOW)).toEqual([A]);
    expect(await links(db)).toEqual({ [C]: B });
    await markUnavailable(db, [B]);
    await linkDuplicates(db, [B]);
    expect(await links(db)).toEqual({});
    await expectInOrder(db);
  });

  test('many at once are found in batches', async () => {
    const { db } = await open();
    const songs = Array.from({ length: 1202 }, (_, n) => ({
      video_id: videoId(n),
      title: `Song ${n % 601} of many`,
    }));
    expect(await put(db, ...songs)).toBe(601);
    expect((await links(db))[videoId(1201)]).toBe(videoId(600));
    await eraseSongs(
      db,
      songs.slice(0, 601).map((song) => song.video_id),
      NOW,
    );
    expect(await links(db)).toEqual({});
  });

  test('are looked for along the indexes', async () => {
    const { db } = await open();
    await sql`
      insert into songs (video_id, title, description, duration_s, license, origin)
      select 'song' || lpad(n::text, 7, '0'), 'Song ' || n / 3, repeat('Description ' || n / 3 || ' ', 10), 180, '', 'import'
      from generate_series(1, 3000) n
    `.execute(db);
    await linkDuplicates(db, ['song0000002', 'song0000003']);
    const ids = ['song0000001', 'song0000300', 'song0003000'];
    const plan = (query: RawBuilder<unknown>) =>
      db.transaction().execute(async (trx) => {
        await sql`set local enable_seqscan = off`.execute(trx);
        const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off) ${query}`.execute(
          trx,
        );
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
    const expectIndexed = async () => {
      const originals = await plan(originalsLike(ids));
      expect(originals).toMatch(/songs_title_key\b/);
      expect(originals).toMatch(/songs_description_key\b/);
      expect(originals).not.toMatch(/Seq Scan|Scan using songs_available on songs s/);
      const locked = await plan(lockedWithReUploads(ids));
      expect(locked).toMatch(/songs_duplicate_of\b/);
      expect(locked).not.toMatch(/Seq Scan|Rows Removed by Filter/);
    };
    // Without statistics, as in an embedded database, and with them.
    await expectIndexed();
    await sql`analyze`.execute(db);
    await expectIndexed();
  });
});

describe('whatever happens to songs', () => {
  const open = useEmbedded();
  const about = (what: string) =>
    `This is a song about ${what}, and there is a lot more to say about it. `.repeat(3);
  const song = fc.record({
    video_id: fc.nat(7).map(videoId),
    title: fc.constantFrom('Home', 'HOME!', 'Home Again', 'Away', ''),
    description: fc.constantFrom('', about('rain'), about('the sea')),
    artist: fc.constantFrom('', 'Ada', 'Bo'),
    channel_id: fc.constantFrom('', 'UC1', 'UC2'),
    duration_s: fc.constantFrom(null, 180, 181, 182, 183, 184),
    fetched_at: fc.constantFrom(new Date('2026-01-01T00:00:00Z'), NOW),
  });
  const ids = fc.uniqueArray(fc.nat(7).map(videoId), { maxLength: 4 });
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .uniqueArray(song, { selector: (one) => one.video_id, minLength: 1, maxLength: 5 })
        .map((songs) => ({ put: songs })),
    },
    ids.map((erase) => ({ erase })),
    ids.map((link) => ({ link })),
    fc.constant({ expire: true }),
  );

  test('those that count are original and all different, and finding out again changes nothing', async () => {
    const { db } = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        await db.deleteFrom('songs').execute();
        for (const one of steps) {
          if ('put' in one) await put(db, ...one.put);
          else if ('erase' in one) await eraseSongs(db, one.erase, NOW);
          else if ('link' in one) await linkDuplicates(db, one.link);
          else await eraseExpiredSongs(db, NOW, NOW);
          await expectInOrder(db);
          if ('put' in one || 'link' in one) {
            const before = await links(db);
            expect(
              await linkDuplicates(db, 'put' in one ? one.put.map((some) => some.video_id) : one.link),
            ).toBe(0);
            expect(await links(db)).toEqual(before);
          }
        }
        const before = await links(db);
        expect(
          await linkDuplicates(
            db,
            Array.from({ length: 8 }, (_, n) => videoId(n)),
          ),
        ).toBe(0);
        expect(await links(db)).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});

describe('on a server', () => {
  const { open } = useServer();

  test('nothing is found to be a re-upload of a song that is leaving at the same time', async () => {
    const { db } = await open();
    await put(db, { video_id: A, title: 'Calm Sea' });
    await upsertSongs(db, [aSong({ video_id: B, title: 'Calm Sea' })], NOW);
    let linking = Promise.resolve(-1);
    await changeAndLink(db, [A], {
      change: async (trx) => {
        await markUnavailable(trx, [A]);
        let over = false;
        linking = linkDuplicates(db, [B]).finally(() => {
          over = true;
        });
        await lockAwaited(db, () => over);
      },
    });
    expect(await linking).toBe(0);
    expect(await links(db)).toEqual({});
  });

  test('many who change, erase, vote on and look for the same songs leave them in order', async () => {
    const { db } = await open();
    const all = Array.from({ length: 40 }, (_, n) => videoId(n));
    const titled = (some: readonly string[], round: number) =>
      some.map((video_id, n) => ({ video_id, title: `Title ${(n + round) % 4}` }));
    for (let round = 0; round < 6; round++) {
      const turned = [...all.slice(round * 3), ...all.slice(0, round * 3)];
      const ends = await Promise.allSettled([
        put(db, ...titled(turned, round)),
        put(db, ...titled(turned.slice(10, 30).toReversed(), round + 1)),
        eraseSongs(db, turned.slice(5, 15), NOW),
        eraseSongs(db, turned.slice(0, 10).toReversed(), NOW),
        eraseExpiredSongs(db, new Date('2026-02-01T00:00:00Z'), NOW),
        linkDuplicates(db, turned.toReversed()),
        db.transaction().execute((trx) => lockSongs(trx, turned)),
      ]);
      expect(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))).toEqual([]);
      await expectInOrder(db);
    }
    expect(Object.keys(await links(db)).length).toBeGreaterThan(0);
  });
});

/** What holds after every change that was followed by {@link linkDuplicates}. */
async function expectInOrder(db: Kysely<Schema>): Promise<void> {
  const rows = await db
    .selectFrom('songs')
    .select(['video_id as id', 'available', 'duplicate_of as of', 'title_key as titleKey'])
    .select([
      'description_key as descriptionKey',
      'duration_s as duration',
      'artist',
      'channel_id as channelId',
    ])
    .execute();
  const byId = new Map<string, (typeof rows)[number] & Recording>(rows.map((row) => [row.id, row]));
  for (const row of rows.filter(({ of }) => of !== null)) {
    const original = byId.get(row.of ?? '');
    expect({ ...row, original }).toMatchObject({ available: true, original: { available: true, of: null } });
    expect(original !== undefined && isSameSong(original, row)).toBe(true);
  }
  const counting = rows.filter(({ available, of }) => available && of === null);
  const pairs = counting.flatMap((a, n) => counting.slice(n + 1).map((b) => [a, b] as const));
  expect(pairs.filter(([a, b]) => isSameSong(a, b))).toEqual([]);
}
