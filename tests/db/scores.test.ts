import { type Kysely, type RawBuilder, sql } from 'kysely';
import { expect, test } from 'vitest';
import { countReadBefore } from '../../db/queries/quota.ts';
import { deleteStaleScores, savePredictions } from '../../db/queries/scores.ts';
import { outdatedSongs, songTexts } from '../../db/queries/song-texts.ts';
import {
  eraseExpiredSongs,
  eraseSongs,
  insertNewSongs,
  oldestTexts,
  songsForRefresh,
  upsertSongs,
} from '../../db/queries/songs.ts';
import type { Schema } from '../../db/schema.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, leaning, songPrediction } from '../support/fixtures.ts';
import { aSong, videoId } from '../support/songs.ts';

const NOW = new Date('2026-03-01T00:00:00Z');

describeEachDatabase('scores', (open) => {
  test('of other models are all removed, however many there are, and the kept ones stay', async () => {
    const { db } = await open();
    const ids = Array.from({ length: 1100 }, (_, n) => videoId(n));
    await insertNewSongs(
      db,
      ids.map((video_id) => aSong({ video_id })),
      NOW,
    );
    const predictions = Object.fromEntries(ids.map((id) => [id, leaning('sad', 0.6)]));
    await addModel(db, predictions);
    await addModel(db, { [videoId(7)]: leaning('sad', 0.6) });
    const kept = await addModel(db, predictions);
    await deleteStaleScores(db, [kept]);
    const left = await db
      .selectFrom('scores')
      .select('model_id')
      .select((select) => select.fn.countAll<string>().as('count'))
      .groupBy('model_id')
      .execute();
    expect(left.map((row) => ({ ...row, count: Number(row.count) }))).toEqual([
      { model_id: kept, count: 6600 },
    ]);
  });

  test('of a text that has changed since it was read are not written', async () => {
    const { db } = await open();
    const [changed, same] = [aSong({ video_id: videoId(1) }), aSong({ video_id: videoId(2) })];
    await insertNewSongs(db, [changed, same], NOW);
    const modelId = await addModel(db, {});
    const read = await songTexts(db, [changed.video_id, same.video_id]);
    await upsertSongs(db, [{ ...changed, title: 'Another title' }, same], new Date());
    const predictions = read.map((song) => ({ ...song, prediction: leaning('sad', 0.6) }));
    await db.transaction().execute((trx) => savePredictions(trx, modelId, predictions));
    expect(await songPrediction(db, modelId, changed.video_id)).toBeUndefined();
    expect(await songPrediction(db, modelId, same.video_id)).toBeDefined();
  });

  test('a change of the text takes the predictions of all models but the active one', async () => {
    const { db } = await open();
    const songs = [aSong({ video_id: videoId(1) }), aSong({ video_id: videoId(2) })] as const;
    await insertNewSongs(db, songs, NOW);
    const predictions = Object.fromEntries(songs.map((song) => [song.video_id, leaning('sad', 0.6)]));
    const active = await addModel(db, predictions);
    const next = await addModel(db, predictions, { activate: false });
    const later = new Date('2026-04-01T00:00:00Z');
    // Read again as it was, and with other words.
    await upsertSongs(
      db,
      [
        { ...songs[0], fetched_at: later },
        { ...songs[1], tags: ['rain'] },
      ],
      later,
    );
    for (const song of songs) expect(await songPrediction(db, active, song.video_id)).toBeDefined();
    expect(await songPrediction(db, next, videoId(1))).toBeDefined();
    expect(await songPrediction(db, next, videoId(2))).toBeUndefined();
  });

  test('a song whose text changes is outdated until the active model, and no other, has predicted the new text', async () => {
    const { db } = await open();
    const song = aSong({ video_id: videoId(1) });
    await insertNewSongs(db, [song, aSong({ video_id: videoId(2) })], NOW);
    // What no model has predicted is not outdated but missing.
    await upsertSongs(db, [{ ...song, tags: ['rain'] }], NOW);
    expect(await outdated(db)).toEqual([]);

    const predictions = { [videoId(1)]: leaning('sad', 0.6), [videoId(2)]: leaning('sad', 0.6) };
    const active = await addModel(db, predictions);
    const next = await addModel(db, {}, { activate: false });
    await upsertSongs(db, [{ ...song, tags: ['rain'], license: 'another' }], NOW);
    expect(await outdated(db)).toEqual([]);
    const [before] = await songTexts(db, [videoId(1)]);
    // At the same moment, as far as the clock tells.
    await upsertSongs(db, [{ ...song, tags: ['sun'] }], NOW);
    expect(await outdated(db)).toEqual([videoId(1)]);
    const save = (modelId: number, songs: { videoId: string; version: string }[]) =>
      db.transaction().execute((trx) =>
        savePredictions(
          trx,
          modelId,
          songs.map(({ videoId: id, version }) => ({
            videoId: id,
            version,
            prediction: leaning('chill', 0.9),
          })),
        ),
      );
    const after = await songTexts(db, [videoId(1)]);
    await save(next, after);
    await save(active, before === undefined ? [] : [before]);
    expect(await outdated(db)).toEqual([videoId(1)]);
    await save(active, after);
    expect(await outdated(db)).toEqual([]);
    expect((await songPrediction(db, active, videoId(1)))?.prediction[4]).toBe(0.9);
  });

  test('an erased song is not outdated: it has no text to predict', async () => {
    const { db } = await open();
    await insertNewSongs(db, [aSong({ video_id: videoId(1) })], NOW);
    await addModel(db, { [videoId(1)]: leaning('sad', 0.6) });
    await eraseSongs(db, [videoId(1)], NOW);
    expect(await outdated(db)).toEqual([]);
    const later = new Date(NOW.getTime() + 1);
    await upsertSongs(db, [aSong({ video_id: videoId(1), fetched_at: later })], later);
    await eraseExpiredSongs(db, new Date(later.getTime() + 1), later);
    expect(await outdated(db)).toEqual([]);
  });

  test('songs whose prediction is outdated are found by an index', async () => {
    const { db } = await open();
    await addManySongs(db);
    await sql`update songs set prediction_outdated = true where video_id like '%7'`.execute(db);
    await sql`analyze songs`.execute(db);
    expect(await planOf(db, outdatedSongs(10))).toMatch(/Index (Only )?Scan using songs_prediction_outdated/);
  });
});

describeEachDatabase('songs for a refresh', (open) => {
  test('are found and counted by an index, oldest first', async () => {
    const { db } = await open();
    await addManySongs(db);
    await sql`analyze songs`.execute(db);
    const plan = await planOf(db, oldestTexts(NOW, 50));
    expect(plan).toMatch(/Index (Only )?Scan using songs_refresh/);
    expect(plan).not.toMatch(/Sort|Seq Scan/);
    // Only songs from YouTube, though others too may say when they were read.
    expect(await countReadBefore(db, NOW)).toBe(MANY / 2);
    expect(await songsForRefresh(db, NOW, 2)).toMatchObject([
      { videoId: 'song0003000' },
      { videoId: 'song0002998' },
    ]);
  });
});

const MANY = 3_000;

/** The later a song's id, the older its text; every other song is from YouTube. */
async function addManySongs(db: Kysely<Schema>): Promise<void> {
  await sql`
    insert into songs (video_id, title, license, origin, fetched_at)
    select 'song' || lpad(n::text, 7, '0'), 'Song ' || n, 'CC BY', case when n % 2 = 0 then 'youtube' else 'import' end,
           ${NOW}::timestamptz - n * interval '1 minute'
    from generate_series(1, ${MANY}::integer) n
  `.execute(db);
}

async function planOf(db: Kysely<Schema>, query: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off) ${query}`.execute(db);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

async function outdated(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db
    .selectFrom('songs')
    .select('video_id')
    .where('prediction_outdated', '=', true)
    .execute();
  return rows.map((row) => row.video_id);
}
