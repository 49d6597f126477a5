import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { activeModelId, insertModel } from '../../db/queries/models.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { activate } from '../../src/training/activate.ts';
import { createActiveModel } from '../../src/training/active-model.ts';
import { explainingClassifier } from '../../src/training/model-age.ts';
import { expireOldModels, renewModels } from '../../src/training/renew-models.ts';
import { retrain } from '../../src/training/retrain.ts';
import { rollback } from '../../src/training/rollback.ts';
import type { Trainer } from '../../src/training/trainer.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { latestModels, songPrediction, videoId } from '../support/fixtures.ts';
import { addLabelledSongs } from '../support/labelled-songs.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const DAY_MS = 86_400_000;
const TRAINED = Date.parse('2026-03-01T00:00:00Z');

const trainer = createWorkerTrainer({ logger: createMemoryLog().logger });
afterAll(() => trainer.stop());

/** Finds every challenger worse than the model in use. */
const strict: Trainer = {
  ...trainer,
  async train(request, onProgress) {
    const trained = await trainer.train(request, onProgress);
    return { ...trained, comparison: trained.comparison && { ...trained.comparison, verdict: 'worse' } };
  },
};

/** A catalogue with an active model, looked at some days after that was trained. */
async function scene(database: Database) {
  await addLabelledSongs(database);
  const log = createMemoryLog();
  let days = 0;
  const now = () => new Date(TRAINED + days * DAY_MS);
  const deps = { database, trainer: strict, logger: log.logger, now };
  const first = await retrain(deps);
  return {
    db: database.db,
    deps,
    log,
    first: first.modelId,
    after(passed: number) {
      days = passed;
    },
    runs: async () => (await latestRuns(database.db, 'retrain', 9)).length,
    async explains() {
      const activeModel = createActiveModel({ database, logger: log.logger, fallBack: async () => {} });
      await activeModel.start();
      await activeModel.stop();
      expect(activeModel.current()).toBeDefined();
      return explainingClassifier(activeModel.current(), now()) !== undefined;
    },
  };
}

async function statuses(database: Database) {
  return (await latestModels(database.db)).map(({ status }) => status).toReversed();
}

describeEachDatabase('renewing models', (open) => {
  test('the active model stays for 25 days, and then a new one takes over, even a worse one', async () => {
    const it = await scene(await open());
    it.after(25);
    await renewModels(it.deps);
    expect(await it.runs()).toBe(1);
    // By hand neither.
    expect(await retrain(it.deps)).toMatchObject({ activated: false, renewed: false });
    expect(await activeModelId(it.db)).toBe(it.first);

    it.after(25.1);
    await renewModels(it.deps);
    expect(await statuses(it.deps.database)).toEqual(['retired', 'refused', 'active']);
    const active = (await activeModelId(it.db)) ?? 0;
    expect(await songPrediction(it.db, active, videoId(60))).toBeDefined();
    expect(await latestRuns(it.db, 'retrain', 1)).toMatchObject([
      { status: 'done', outcome: { activated: true, renewed: true } },
    ]);
    await renewModels(it.deps);
    expect(await it.runs()).toBe(3);
  });

  test('a retrain by hand renews a model that is due too', async () => {
    const it = await scene(await open());
    it.after(26);
    expect(await retrain(it.deps)).toMatchObject({
      activated: true,
      renewed: true,
      champion: { modelId: it.first },
    });
  });

  test('without labels that have a text the old model stays, and explains nothing once it is too old', async () => {
    const it = await scene(await open());
    // As a refresh erases: of two moods there are votes still, but no words.
    await sql`update songs set title = '', channel = '', available = false`.execute(it.db);
    it.after(26);
    await renewModels(it.deps);
    expect(await it.log.waitFor('the active model is old and could not be renewed')).toMatchObject([
      { reason: 'too-few-labels', stale: false },
    ]);
    expect(await it.explains()).toBe(true);
    it.after(28.5);
    expect(await it.explains()).toBe(true);
    it.after(28.6);
    expect(await it.explains()).toBe(false);
    await renewModels(it.deps);
    expect(await activeModelId(it.db)).toBe(it.first);
    expect(await statuses(it.deps.database)).toEqual(['active']);
  });

  test('one that stayed for too long is emptied as soon as another is in use', async () => {
    const it = await scene(await open());
    it.after(40);
    await renewModels(it.deps);
    expect(await statuses(it.deps.database)).toEqual(['expired', 'active']);
    const { artefact } = await it.db
      .selectFrom('models')
      .select('artefact')
      .where('model_id', '=', it.first)
      .executeTakeFirstOrThrow();
    expect(artefact).toHaveLength(0);
  });

  test('somebody who changes the model at this moment is no failure, anything else is', async () => {
    const it = await scene(await open());
    it.after(26);
    await it.deps.database.tryLock('retrain', () => renewModels(it.deps));
    expect(await it.log.waitFor('the active model is old and could not be renewed')).toMatchObject([
      { reason: 'already-running' },
    ]);
    const broken = { ...trainer, train: () => Promise.reject(new Error('out of memory')) };
    await expect(renewModels({ ...it.deps, trainer: broken })).rejects.toThrow('out of memory');
  });

  test('nobody returns to a model that is too old, whether it has expired yet or not', async () => {
    const it = await scene(await open());
    it.after(20);
    const second = await retrain({ ...it.deps, trainer });
    it.after(28.5);
    expect(await expireOldModels(it.deps)).toEqual([]);
    it.after(28.6);
    for (const expired of [false, true]) {
      if (expired) expect(await expireOldModels(it.deps)).toEqual([it.first]);
      await expect(rollback(it.deps, { modelId: it.first })).rejects.toMatchObject({
        id: 'model-expired',
        message: expect.stringContaining(`Model ${it.first} is too old`),
      });
    }
    await expect(rollback(it.deps)).rejects.toMatchObject({ id: 'no-model-before' });
    expect(await activeModelId(it.db)).toBe(second.modelId);
    const { artefact } = await it.db
      .selectFrom('models')
      .select('artefact')
      .where('model_id', '=', it.first)
      .executeTakeFirstOrThrow();
    expect(artefact).toHaveLength(0);
  });

  test('a model that expires while it is being activated does not become the active one', async () => {
    const it = await scene(await open());
    const { db } = it;
    it.after(28);
    const artefact = new Uint8Array([1]);
    const trainedAt = new Date(TRAINED);
    const modelId = await insertModel(db, {
      artefact,
      report: {},
      comparison: undefined,
      trainingSet: {},
      trainedAt,
    });
    const slow: Trainer = {
      ...trainer,
      async predict(_artefact, texts) {
        it.after(30);
        await expireOldModels(it.deps);
        return texts.map(() => [0.5, 0.1, 0.1, 0.1, 0.1, 0.1] as const);
      },
    };
    await expect(activate({ ...it.deps, trainer: slow }, { modelId, artefact })).rejects.toMatchObject({
      id: 'model-expired',
    });
    expect(await activeModelId(db)).toBe(it.first);
    expect(await songPrediction(db, it.first, videoId(60))).toBeDefined();
  });
});
