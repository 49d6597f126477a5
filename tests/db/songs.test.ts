import { expect, test } from 'vitest';
import {
  type DueSong,
  eraseExpiredSongs,
  eraseSongs,
  fillEmptyText,
  insertNewSongs,
  knownSongIds,
  type SongInput,
  songCounts,
  songsForRefresh,
  upsertSongs,
} from '../../db/queries/songs.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, leaning, markUnavailable } from '../support/fixtures.ts';
import { aSong, videoId } from '../support/songs.ts';

const EARLY = new Date('2026-03-01T00:00:00Z');
const LATE = new Date('2026-03-02T00:00:00Z');
const ids = (count: number) => Array.from({ length: count }, (_, n) => videoId(n));

describeEachDatabase('songs', (open) => {
  test('are added, changed or left, and told apart', async () => {
    const { db } = await open();
    const songs = ids(3).map((video_id) => aSong({ video_id }));
    expect(await upsertSongs(db, songs, EARLY)).toEqual({ added: ids(3), changed: [], unchanged: 0 });
    const next = songs.map((song, n) => ({
      ...song,
      fetched_at: LATE,
      ...(n === 1 ? { title: 'Another' } : {}),
    }));
    const result = await upsertSongs(db, [...next, aSong({ video_id: videoId(9) })], LATE);
    expect(result).toEqual({ added: [videoId(9)], changed: [videoId(1)], unchanged: 2 });
    const rows = await db
      .selectFrom('songs')
      .select(['fetched_at', 'updated_at'])
      .orderBy('video_id')
      .execute();
    expect(rows.slice(0, 3)).toEqual([
      { fetched_at: LATE, updated_at: EARLY },
      { fetched_at: LATE, updated_at: LATE },
      { fetched_at: LATE, updated_at: EARLY },
    ]);
  });

  test('have another text when a field that the classifier reads has changed, and take over the others too', async () => {
    const text: Partial<SongInput>[] = [
      { title: 'x' },
      { description: 'x' },
      { tags: ['music', 'x'] },
      { channel: 'x' },
      { genre: 'x' },
      { artist: 'x' },
      { instruments: ['x'] },
    ];
    const other: Partial<SongInput>[] = [
      { duration_s: 7 },
      { license: 'x' },
      { attribution: 'x' },
      { channel_id: 'x' },
      { published_at: LATE },
    ];
    const changes = [...text, ...other];
    const { db } = await open();
    const songs = changes.map((_, n) => aSong({ video_id: videoId(n) }));
    await upsertSongs(db, songs, EARLY);
    const next = songs.map((song, n) => ({ ...song, ...changes[n] }));
    const { changed, unchanged } = await upsertSongs(db, next, EARLY);
    expect(changed.toSorted()).toEqual(ids(text.length));
    expect(unchanged).toBe(other.length);
    expect(await db.selectFrom('songs').selectAll().orderBy('video_id').execute()).toMatchObject(next);
  });

  test('are written in bulk, with all that text may hold', async () => {
    const { db } = await open();
    const songs = ids(1201).map((video_id) => aSong({ video_id }));
    songs[600] = aSong({
      video_id: videoId(600),
      title: `{"a'\\n😄}\0 \ud800`,
      tags: ['a,b', '"', '{}', 'NULL', ''],
    });
    expect((await upsertSongs(db, songs, EARLY)).added).toHaveLength(1201);
    expect(await upsertSongs(db, songs, EARLY)).toEqual({ added: [], changed: [], unchanged: 1201 });
    const row = await db
      .selectFrom('songs')
      .selectAll()
      .where('video_id', '=', videoId(600))
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ title: `{"a'\\n😄} \ufffd`, tags: ['a,b', '"', '{}', 'NULL', ''] });
    expect(row.published_at).toEqual(aSong({ video_id: videoId(600) }).published_at);
  });

  test('that the catalogue has ever had are not inserted again', async () => {
    const { db } = await open();
    await insertNewSongs(db, [aSong({ video_id: videoId(1), title: 'First' })], EARLY);
    await markUnavailable(db, [videoId(1)]);
    const songs = [1, 2].map((n) => aSong({ video_id: videoId(n), title: 'Second' }));
    expect(await insertNewSongs(db, songs, LATE)).toEqual([videoId(2)]);
    expect(
      await db.selectFrom('songs').select(['title', 'available', 'created_at']).orderBy('video_id').execute(),
    ).toEqual([
      { title: 'First', available: false, created_at: EARLY },
      { title: 'Second', available: true, created_at: LATE },
    ]);
  });

  test('are known, fresh and due for refreshing', async () => {
    const { db } = await open();
    await insertNewSongs(
      db,
      [
        aSong({ video_id: videoId(1), fetched_at: EARLY }),
        aSong({ video_id: videoId(2), fetched_at: LATE }),
        aSong({ video_id: videoId(3), origin: 'starter', fetched_at: null }),
        aSong({ video_id: videoId(4), fetched_at: LATE, title: '' }),
        aSong({ video_id: videoId(5), fetched_at: null }),
      ],
      EARLY,
    );
    expect(await knownSongIds(db, ids(3))).toEqual(new Set([videoId(1), videoId(2)]));
    const after = new Date('2027-01-01T00:00:00Z');
    const due = async (...[before, limit, last]: [Date, number, DueSong?]) =>
      songsForRefresh(db, before, limit, last);
    const idsOf = (songs: readonly DueSong[]) => songs.map((song) => song.videoId);
    expect(idsOf(await due(LATE, 10))).toEqual([videoId(1)]);
    const first = await due(after, 2);
    expect(idsOf(first)).toEqual([videoId(1), videoId(2)]);
    expect(idsOf(await due(after, 10))).toEqual([videoId(1), videoId(2), videoId(4)]);
    expect(idsOf(await due(after, 10, first[1]))).toEqual([videoId(4)]);
  });

  test('stay out when people took them out, and come back when they were only erased', async () => {
    const { db } = await open();
    const songs = [1, 2, 3].map((n) => aSong({ video_id: videoId(n), fetched_at: EARLY }));
    await insertNewSongs(db, songs, EARLY);
    await markUnavailable(db, [videoId(1)]);
    await eraseSongs(db, [videoId(2)], LATE);
    expect(await eraseExpiredSongs(db, EARLY, LATE)).toEqual([]);
    expect((await eraseExpiredSongs(db, LATE, LATE)).toSorted()).toEqual([videoId(1), videoId(3)]);
    expect(await eraseExpiredSongs(db, LATE, LATE)).toEqual([]);
    expect(await songCounts(db)).toMatchObject({ total: 3, available: 0 });

    const fresh = await open();
    await insertNewSongs(fresh.db, songs, EARLY);
    await markUnavailable(fresh.db, [videoId(1)]);
    await eraseSongs(fresh.db, [videoId(2)], LATE);
    const { changed } = await upsertSongs(fresh.db, songs, LATE);
    expect(changed).toEqual([videoId(2)]);
    const out = await fresh.db
      .selectFrom('songs')
      .select('video_id')
      .where('available', '=', false)
      .execute();
    expect(out).toEqual([{ video_id: videoId(1) }]);
  });

  test('are erased in bulk when their text is too old, with the scores made from it', async () => {
    const { db } = await open();
    const songs = ids(1201).map((video_id) => aSong({ video_id, fetched_at: EARLY }));
    await insertNewSongs(db, songs, EARLY);
    const fresh = videoId(5000);
    await insertNewSongs(db, [aSong({ video_id: fresh, fetched_at: LATE })], LATE);
    const some = [videoId(0), videoId(1200), fresh];
    await addModel(db, Object.fromEntries(some.map((id) => [id, leaning('chill', 0.5)])));
    expect((await eraseExpiredSongs(db, LATE, LATE)).toSorted()).toEqual(ids(1201));
    expect(await db.selectFrom('songs').select('video_id').where('title', '<>', '').execute()).toEqual([
      { video_id: fresh },
    ]);
    expect(await db.selectFrom('scores').select('video_id').distinct().execute()).toEqual([
      { video_id: fresh },
    ]);
  });

  test('are erased only where the text came from YouTube', async () => {
    const { db } = await open();
    const song = aSong({ video_id: videoId(1), origin: 'starter', fetched_at: null });
    await insertNewSongs(db, [song], EARLY);
    await eraseSongs(db, [videoId(1)], LATE);
    expect(await db.selectFrom('songs').select(['title', 'available']).execute()).toEqual([
      { title: song.title, available: true },
    ]);
  });

  test('get the text that they lack', async () => {
    const { db } = await open();
    const own = { origin: 'import', fetched_at: null } as const;
    await insertNewSongs(
      db,
      [
        aSong({ video_id: videoId(1), ...own, title: '' }),
        aSong({ video_id: videoId(2), ...own, description: '' }),
        aSong({ video_id: videoId(3), ...own }),
      ],
      EARLY,
    );
    const filling = ids(4).map((video_id) => aSong({ video_id, title: 'T', description: 'D' }));
    expect((await fillEmptyText(db, filling, LATE)).toSorted()).toEqual([videoId(1), videoId(2)]);
    expect(
      await db
        .selectFrom('songs')
        .select(['title', 'description', 'updated_at'])
        .orderBy('video_id')
        .execute(),
    ).toEqual([
      { title: 'T', description: 'No copyright music.', updated_at: LATE },
      { title: `Song ${videoId(2)}`, description: 'D', updated_at: LATE },
      { title: `Song ${videoId(3)}`, description: 'No copyright music.', updated_at: EARLY },
    ]);
  });

  test('are counted', async () => {
    const { db } = await open();
    expect(await songCounts(db)).toEqual({
      total: 0,
      available: 0,
      byOrigin: { starter: 0, youtube: 0, import: 0 },
    });
    await insertNewSongs(
      db,
      [
        aSong({ video_id: videoId(1) }),
        aSong({ video_id: videoId(2) }),
        aSong({ video_id: videoId(3), origin: 'starter' }),
      ],
      EARLY,
    );
    await markUnavailable(db, [videoId(1)]);
    expect(await songCounts(db)).toEqual({
      total: 3,
      available: 2,
      byOrigin: { starter: 1, youtube: 1, import: 0 },
    });
  });
});
