import { expect, test } from 'vitest';
import { deleteStaleScores } from '../../db/queries/scores.ts';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, leaning } from '../support/fixtures.ts';
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
});
