import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { insertModel, switchModel } from '../../db/queries/models.ts';
import { byScore } from '../../db/queries/ranking.ts';
import type { Schema } from '../../db/schema.ts';
import { MOODS } from '../../src/moods.ts';
import { describeEachDatabase } from '../support/databases.ts';

const SONGS = 3000;

async function addScoresOfNewModel(db: Kysely<Schema>): Promise<number> {
  const trained = { artefact: new Uint8Array([1]), report: {}, comparison: undefined, trainingSet: {} };
  const modelId = await insertModel(db, { ...trained, trainedAt: new Date() });
  await sql`
    insert into scores (model_id, video_id, mood, prediction, score)
    select ${modelId}::integer, video_id, mood, 0.1, abs(hashtext(video_id || mood)) % 1000 / 1000.0
    from songs, unnest(${[...MOODS]}::text[]) mood
  `.execute(db);
  return modelId;
}

describeEachDatabase('the ranking', (open) => {
  test('walks along its index, also while a second model’s scores are in the table', async () => {
    const { db } = await open();
    await sql`
      insert into songs (video_id, title, license, origin)
      select 'song' || lpad(n::text, 7, '0'), 'Song ' || n, 'CC BY', 'import' from generate_series(1, ${SONGS}::integer) n
    `.execute(db);
    // Every fifth is a re-upload of the one before it.
    await sql`
      update songs set duplicate_of = 'song' || lpad((right(video_id, 7)::integer - 1)::text, 7, '0')
      where right(video_id, 7)::integer % 5 = 0
    `.execute(db);
    const first = await addScoresOfNewModel(db);
    await db.transaction().execute((trx) => switchModel(trx, first, new Date()));
    const except = Array.from({ length: 50 }, (_, n) => `song${String(n).padStart(7, '0')}`);
    const plan = async () => {
      const query = byScore({ mood: 'chill', limit: 100, except });
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off) ${query}`.execute(
        db,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    const expectIndexed = async () => {
      const text = await plan();
      expect(text).toMatch(/Index (Only )?Scan using scores_ranking/);
      expect(text).not.toMatch(/Sort|Seq Scan on (scores|songs)/);
    };
    await sql`analyze`.execute(db);
    await expectIndexed();
    // The statistics know of the first model only, as while the second one is being written and just after the switch.
    const second = await addScoresOfNewModel(db);
    await expectIndexed();
    await db.transaction().execute((trx) => switchModel(trx, second, new Date()));
    await expectIndexed();
    await sql`analyze`.execute(db);
    await expectIndexed();
  });
});
