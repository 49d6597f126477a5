import { expect, test } from 'vitest';
import { deleteStaleScores, savePredictions } from '../../db/queries/scores.ts';
import { songTexts } from '../../db/queries/song-texts.ts';
import { insertNewSongs, upsertSongs } from '../../db/queries/songs.ts';
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
});
