import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { activeModelId, setModelStatus } from '../../db/queries/models.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { recount } from '../../db/queries/votes.ts';
import type { ModelStatus } from '../../db/schema.ts';
import { moodIndex } from '../../src/moods.ts';
import { retrain } from '../../src/training/retrain.ts';
import { rollback } from '../../src/training/rollback.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { describeEachDatabase, useEmbedded } from '../support/databases.ts';
import { addModel, latestModels, leaning, songPrediction, videoId } from '../support/fixtures.ts';
import { gatedTrainer } from '../support/gated-trainer.ts';
import { addLabelledSongs } from '../support/labelled-songs.ts';

const logger = pino({ level: 'silent' });
const trainer = createWorkerTrainer({ logger });
afterAll(() => trainer.stop());
const now = () => new Date();

/** Two models: the first hears chill in song 60, the second, after all votes were turned around, angry. */
async function withTwoModels(database: Database) {
  await addLabelledSongs(database);
  const deps = { database, trainer, logger, now };
  const first = await retrain(deps);
  const { db } = database;
  await db.transaction().execute(async (trx) => {
    await sql`update votes set mood = case mood when 'chill' then 'angry' else 'chill' end`.execute(trx);
    await recount(
      trx,
      (await trx.selectFrom('votes').select('video_id').execute()).map((row) => row.video_id),
    );
  });
  const second = await retrain(deps);
  expect(second.activated).toBe(true);
  return { db, deps, first: first.modelId, second: second.modelId };
}

async function chillOfSong60({ db }: Database, modelId: number): Promise<number | undefined> {
  return (await songPrediction(db, modelId, videoId(60)))?.prediction[moodIndex('chill')];
}

const statuses = async (db: Database['db']) =>
  Object.fromEntries((await latestModels(db)).map(({ modelId, status }) => [modelId, status]));

describeEachDatabase('rollback', (open) => {
  test('returns to the model before with its predictions alone, and a second one takes that back', async () => {
    const { db, deps, first, second } = await withTwoModels(await open());
    expect(await chillOfSong60(deps.database, second)).toBeLessThan(0.5);
    const stages = new Set<string>();
    const done = await rollback(deps, { onProgress: ({ stage }) => stages.add(stage) });
    expect(done).toMatchObject({ modelId: first, previousId: second });
    expect([...stages]).toEqual(['predicting']);
    expect(await statuses(db)).toEqual({ [first]: 'active', [second]: 'retired' });
    expect(await chillOfSong60(deps.database, first)).toBeGreaterThan(0.5);
    expect(await db.selectFrom('scores').select('model_id').distinct().execute()).toEqual([
      { model_id: first },
    ]);
    expect(await latestRuns(db, 'rollback', 2)).toMatchObject([
      { status: 'done', error: null, outcome: { modelId: first, previousId: second } },
    ]);
    expect(await rollback(deps)).toMatchObject({ modelId: second, previousId: first });
    expect(await statuses(db)).toEqual({ [first]: 'retired', [second]: 'active' });
  });

  test('the next retrain compares its model with the one returned to, which stays if the new one is worse', async () => {
    const { db, deps, first } = await withTwoModels(await open());
    await rollback(deps, { modelId: first });
    const worse: typeof trainer = {
      ...trainer,
      async train(request, onProgress) {
        const trained = await trainer.train(request, onProgress);
        return { ...trained, comparison: trained.comparison && { ...trained.comparison, verdict: 'worse' } };
      },
    };
    const third = await retrain({ ...deps, trainer: worse });
    expect(third).toMatchObject({ activated: false, champion: { modelId: first } });
    expect(await activeModelId(db)).toBe(first);
    const fourth = await retrain(deps);
    expect(fourth).toMatchObject({ activated: true, champion: { modelId: first } });
    expect((await statuses(db))[first]).toBe('retired');
  });
});

describe('what a rollback turns down', () => {
  const open = useEmbedded();
  const deps = (database: Database) => ({
    database,
    trainer: gatedTrainer({ beforeBatch: async () => {}, predictionOf: () => leaning('chill', 0.9) }),
    logger,
    now,
  });

  test.each<[ModelStatus | 'none', string, RegExp]>([
    ['none', 'unknown-model', /no model 7/],
    ['active', 'model-active', /in use already/],
    ['refused', 'model-never-active', /never been in use/],
    ['challenger', 'model-never-active', /never been in use/],
    ['damaged', 'model-damaged', /is damaged/],
  ])('%s: %s', async (status, id, message) => {
    const database = await open();
    const { db } = database;
    const active = await addModel(db, {});
    const other = await addModel(db, {}, { activate: false });
    if (status !== 'none' && status !== 'active') await setModelStatus(db, other, status);
    const modelId = status === 'none' ? 7 : status === 'active' ? active : other;
    const asked = rollback(deps(database), { modelId });
    await expect(asked).rejects.toMatchObject({
      name: 'UserError',
      id,
      message: expect.stringMatching(message),
    });
    expect(await activeModelId(db)).toBe(active);
    expect(await latestRuns(db, 'rollback', 1)).toMatchObject([
      { status: 'failed', error: expect.stringMatching(message) },
    ]);
  });

  test('the only model there has been', async () => {
    const database = await open();
    await addModel(database.db, {});
    await expect(rollback(deps(database))).rejects.toMatchObject({ id: 'no-model-before' });
  });

  test('a damaged artefact, which is set aside so that the next one is tried; one of another version, which is not', async () => {
    const database = await open();
    const { db } = database;
    const [first, second, third] = [await addModel(db, {}), await addModel(db, {}), await addModel(db, {})];
    await db
      .updateTable('models')
      .set({ artefact: ofNewerVersion() })
      .where('model_id', '=', first)
      .execute();
    await sql`update models set activated_at = trained_at + model_id * interval '1 day'`.execute(db);
    await expect(rollback(deps(database))).rejects.toMatchObject({
      id: 'model-damaged',
      message: expect.stringContaining(`Model ${second} `),
    });
    await expect(rollback(deps(database))).rejects.toMatchObject({
      id: 'model-other-version',
      message: expect.stringContaining(`Model ${first} `),
    });
    expect(await statuses(db)).toEqual({ [first]: 'retired', [second]: 'damaged', [third]: 'active' });
  });

  test('whatever changes the model comes one at a time, and what fails half-way changes nothing', async () => {
    const database = await open();
    const { db, second } = await withTwoModels(database);
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const slow = gatedTrainer({
      predictionOf: () => leaning('chill', 0.9),
      async beforeBatch() {
        reached.resolve();
        await gate.promise;
        throw new Error('out of memory');
      },
    });
    const rolling = rollback({ database, trainer: slow, logger, now });
    await reached.promise;
    await expect(rollback(deps(database))).rejects.toMatchObject({ id: 'already-running' });
    await expect(retrain(deps(database))).rejects.toMatchObject({ id: 'already-running' });
    gate.resolve();
    await expect(rolling).rejects.toThrow('out of memory');
    expect(await activeModelId(db)).toBe(second);
    expect(await latestRuns(db, 'rollback', 1)).toMatchObject([
      { status: 'failed', error: 'The rollback failed; the log says why.' },
    ]);
  });
});

/** The shortest that is told apart from damage: the magic word, a right checksum, another format version. */
function ofNewerVersion(): Buffer {
  const body = Buffer.from([255, 0, 0, 0]);
  return Buffer.concat([Buffer.from('MOODRING'), createHash('sha256').update(body).digest(), body]);
}
