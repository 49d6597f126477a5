import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { PAGE } from '../../db/queries/model-report.ts';
import { eraseSongs } from '../../db/queries/songs.ts';
import { moodIndex, moodVector } from '../../src/moods.ts';
import { modelReport } from '../../src/training/model-report.ts';
import { moodShares } from '../../src/training/mood-shares.ts';
import { retrain } from '../../src/training/retrain.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, addSongs, leaning, markUnavailable, videoId } from '../support/fixtures.ts';
import { addLabelledSongs, LABELLED } from '../support/labelled-songs.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const { logger } = createMemoryLog();
const trainer = createWorkerTrainer({ logger });
afterAll(() => trainer.stop());
const now = () => new Date('2026-03-01T00:00:00Z');

const depsOf = (database: Database) => ({ database, trainer, logger, now });
const partsOf = ({ missing }: Awaited<ReturnType<typeof modelReport>>) => missing.map(({ part }) => part);

describeEachDatabase('a model report', (open) => {
  test('of the active model is whole', async () => {
    const deps = depsOf(await open());
    await addLabelledSongs(deps.database);
    const { modelId } = await retrain(deps);
    const told: number[] = [];
    const report = await modelReport(deps, { onProgress: ({ done, total }) => told.push(done / total) });
    expect(report).toMatchObject({
      modelId,
      status: 'active',
      trainedAt: '2026-03-01T00:00:00.000Z',
      madeAt: '2026-03-01T00:00:00.000Z',
      labels: LABELLED,
      metrics: { songs: LABELLED, accuracy: 1 },
      learningCurve: { songs: LABELLED, runs: 15 },
      moodShares: { votedSongs: LABELLED, predictedSongs: 60 },
      missing: [],
    });
    expect(report.metrics?.reliability?.reduce((sum, bin) => sum + bin.songs, 0)).toBe(LABELLED);
    expect(report.learningCurve?.points.at(-1)?.accuracy).toBe(1);
    expect(report.moodShares?.voted[moodIndex('chill')]).toBeCloseTo(0.5, 12);
    expect(told.length).toBeGreaterThan(1);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(await modelReport(deps)).toEqual(report);
  });

  test('of a model that is not in use any more says that its predictions are gone', async () => {
    const deps = depsOf(await open());
    await addLabelledSongs(deps.database);
    const first = await retrain(deps);
    await retrain(deps);
    const report = await modelReport(deps, { modelId: first.modelId });
    expect(report).toMatchObject({ modelId: first.modelId, status: 'retired' });
    expect(partsOf(report)).toEqual(['mood-shares']);
    expect(report.moodShares).toBeUndefined();
    expect(report.learningCurve).toBeDefined();
  });

  test('without a model, or of one that does not exist, is refused', async () => {
    const deps = depsOf(await open());
    await expect(modelReport(deps)).rejects.toMatchObject({ name: 'UserError', id: 'no-model' });
    await expect(modelReport(deps, { modelId: 7 })).rejects.toMatchObject({ id: 'unknown-model' });
  });

  async function trained() {
    const deps = depsOf(await open());
    await addLabelledSongs(deps.database);
    await retrain(deps);
    return deps;
  }

  test('of an earlier release leaves reliability out and says so', async () => {
    const deps = await trained();
    await sql`update models set report = report #- '{metrics,reliability}'`.execute(deps.database.db);
    const report = await modelReport(deps);
    expect(partsOf(report)).toEqual(['reliability']);
    expect(report.metrics?.accuracy).toBe(1);
  });

  test.each([
    ['empty', '{}'],
    ['of other types', '{"labels": 3, "metrics": {"accuracy": "high"}, "recipe": {"cost": -1}}'],
    ['no report', '[1]'],
  ])('of a model whose stored report is %s has only what can be counted', async (_, stored) => {
    const deps = await trained();
    await sql`update models set report = ${stored}::jsonb`.execute(deps.database.db);
    const report = await modelReport(deps);
    expect(partsOf(report)).toEqual(['metrics', 'learning-curve']);
    expect(report).toMatchObject({ labels: LABELLED, moodShares: { predictedSongs: 60 } });
  });

  test('counts labels that were stored rounded', async () => {
    const deps = await trained();
    const third = '[0.333333, 0.333333, 0.333333, 0, 0, 0, 0.5]';
    const one = `{${videoId(1)}}`;
    await sql`update models set training_set = jsonb_set(training_set, ${one}::text[], ${third}::jsonb)`.execute(
      deps.database.db,
    );
    expect((await modelReport(deps)).learningCurve?.songs).toBe(LABELLED);
  });

  test('has no learning curve once the songs are gone', async () => {
    const deps = await trained();
    await deps.database.db.deleteFrom('songs').where('video_id', '>', videoId(1)).execute();
    expect(partsOf(await modelReport(deps))).toEqual(['learning-curve']);
  });

  test('measures the learning curve on songs that have a text: none that were erased', async () => {
    const deps = await trained();
    const { db } = deps.database;
    await sql`update songs set origin = 'youtube'`.execute(db);
    const gone = [1, 2, 3, 4].map((n) => videoId(n));
    await eraseSongs(db, gone, now());
    expect((await modelReport(deps)).learningCurve?.songs).toBe(LABELLED - gone.length);
  });

  test('has mood shares over the catalogue as it is, however many pages it has', async () => {
    const { db } = await open();
    const count = 2 * PAGE + 3;
    const ids = await addSongs(db, count);
    const predictions = ids.map((id, i) => [id, leaning(i < 900 ? 'sad' : 'angry', 1)] as const);
    // A whole page that the model has not predicted yet.
    const modelId = await addModel(db, Object.fromEntries(predictions.filter((_, i) => i < 400 || i >= 900)));
    await db
      .insertInto('tallies')
      .values([
        { video_id: videoId(1), mood: 'sad', share: 1.5, voters: 2 },
        { video_id: videoId(1), mood: 'happy', share: 0.5, voters: 1 },
        { video_id: videoId(2), mood: 'chill', share: 2, voters: 2 },
        { video_id: videoId(3), mood: 'angry', share: 5, voters: 5 },
      ])
      .execute();
    await markUnavailable(db, [videoId(3)]);
    const shares = await moodShares(db, modelId);
    expect(shares.voted).toEqual(
      moodVector((mood) => ({ sad: 0.375, happy: 0.125, chill: 0.5 })[mood as 'sad'] ?? 0),
    );
    expect(shares).toMatchObject({ votedSongs: 2, predictedSongs: count - 501 });
    expect(shares.predicted[moodIndex('sad')]).toBeCloseTo(399 / (count - 501), 12);
    expect(shares.predicted[moodIndex('angry')]).toBeCloseTo((count - 900) / (count - 501), 12);
  });

  test('has no mood shares in an empty catalogue', async () => {
    const { db } = await open();
    const none = moodVector(() => 0);
    expect(await moodShares(db, 1)).toEqual({
      voted: none,
      votedSongs: 0,
      predicted: none,
      predictedSongs: 0,
    });
  });
});
