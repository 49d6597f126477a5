import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import { recount } from '../../db/queries/votes.ts';
import { UserError } from '../../src/errors/user-error.ts';
import { type Mood, moodIndex } from '../../src/moods.ts';
import { songText } from '../../src/text/song-text.ts';
import { activate } from '../../src/training/activate.ts';
import { createActiveModel } from '../../src/training/active-model.ts';
import { predictMissing, predictSongs } from '../../src/training/predict-songs.ts';
import { retrain } from '../../src/training/retrain.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addSongs, latestModels, leaning, songPrediction, videoId } from '../support/fixtures.ts';

const logger = pino({ level: 'silent' });
const trainer = createWorkerTrainer({ logger });
afterAll(() => trainer.stop());

const WORDS: Readonly<Record<'chill' | 'angry', string>> = {
  chill: 'calm soft rain',
  angry: 'heavy metal rage',
};
const LABELLED = 40;

/** 60 songs, the first 40 labelled by what their titles say; the rest are for the model to find out. */
async function withLabels(database: Database) {
  const moodOf = (n: number): 'chill' | 'angry' => (n % 2 === 0 ? 'chill' : 'angry');
  await addSongs(database.db, 60, (n) => ({ title: `${WORDS[moodOf(n)]} no ${n}` }));
  await vote(database, moodOf);
  return { deps: { database, trainer, logger, now: () => new Date() } };
}

/** Gives every labelled song one vote. */
async function vote({ db }: Database, moodOf: (n: number) => Mood) {
  const ids = Array.from({ length: LABELLED }, (_, index) => index + 1);
  const votes = ids.map((n) => ({ video_id: videoId(n), voter_id: 'ada', mood: moodOf(n), card_id: null }));
  await db.transaction().execute(async (trx) => {
    await trx.insertInto('votes').values(votes).execute();
    await recount(trx, ids.map(videoId));
  });
}

describeEachDatabase('retrain', (open) => {
  test('the first model predicts the whole catalogue and is active', async () => {
    const { deps } = await withLabels(await open());
    const stages = new Set<string>();
    const result = await retrain(deps, { onProgress: ({ stage }) => stages.add(stage) });
    expect(result).toMatchObject({ activated: true, comparison: undefined, champion: undefined });
    expect(result.report.labels.total).toBe(LABELLED);
    expect([...stages]).toEqual(expect.arrayContaining(['reading', 'fitting', 'predicting']));
    const { db } = deps.database;
    // Song 60 has no votes: it is chill by its title alone.
    const scores = await songPrediction(db, result.modelId, videoId(60));
    expect(scores?.prediction[moodIndex('chill')]).toBeGreaterThan(0.5);
    expect((await latestModels(db)).map((model) => model.status)).toEqual(['active']);
    expect(await latestRuns(db, 'retrain', 1)).toMatchObject([{ status: 'done', error: null }]);
  });

  test('an equally good challenger takes over, and the scores of the old model go', async () => {
    const { deps } = await withLabels(await open());
    const first = await retrain(deps);
    const second = await retrain(deps);
    expect(second).toMatchObject({ activated: true, champion: { modelId: first.modelId, labels: LABELLED } });
    expect(second.comparison?.verdict).toBe('same');
    const { db } = deps.database;
    expect((await latestModels(db)).map((model) => model.status)).toEqual(['active', 'retired']);
    const left = await db.selectFrom('scores').select('model_id').distinct().execute();
    expect(left).toEqual([{ model_id: second.modelId }]);
  });

  test('a challenger that is worse is kept but not activated', async () => {
    const { deps } = await withLabels(await open());
    const first = await retrain(deps);
    const { db } = deps.database;
    const worse = {
      ...trainer,
      async train(...args: Parameters<typeof trainer.train>) {
        const trained = await trainer.train(...args);
        return {
          ...trained,
          comparison: trained.comparison && { ...trained.comparison, verdict: 'worse' as const },
        };
      },
    };
    const second = await retrain({ ...deps, trainer: worse });
    expect(second.activated).toBe(false);
    expect((await latestModels(db)).map((model) => [model.modelId, model.status])).toEqual([
      [second.modelId, 'refused'],
      [first.modelId, 'active'],
    ]);
    expect(await songPrediction(db, second.modelId, videoId(1))).toBeUndefined();
    expect(await songPrediction(db, first.modelId, videoId(1))).toBeDefined();
  });

  test('only one at a time, and too few labels are the member’s to mend', async () => {
    const { deps } = await withLabels(await open());
    const outcomes = await Promise.allSettled([retrain(deps), retrain(deps)]);
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ name: 'UserError', id: 'already-running' });
    await deps.database.db.deleteFrom('votes').execute();
    await deps.database.db.deleteFrom('tallies').execute();
    await expect(retrain(deps)).rejects.toSatisfy(
      (error) => error instanceof UserError && error.id === 'too-few-labels',
    );
    expect(await latestRuns(deps.database.db, 'retrain', 1)).toMatchObject([{ status: 'failed' }]);
  });
});

test('the event loop goes on turning while a model is fitted', async () => {
  const examples = Array.from({ length: 60 }, (_, n) => {
    const mood = n % 2 === 0 ? 'chill' : 'angry';
    const text = songText({ title: `${WORDS[mood]} no ${n}` });
    return { id: videoId(n), text, target: leaning(mood, 1), weight: 1 };
  });
  let turns = 0;
  let fitting = true;
  const turn = () => {
    turns += 1;
    if (fitting) setImmediate(turn);
  };
  turn();
  await trainer.train({ examples, champion: undefined, seed: 1, trainedAt: new Date() }, () => {});
  fitting = false;
  expect(turns).toBeGreaterThan(20);
});

describeEachDatabase('the active model', (open) => {
  function follow(database: Database) {
    const deps = { database, trainer, logger, now: () => new Date() };
    const fallenBack: number[] = [];
    const activeModel = createActiveModel({
      database,
      logger,
      async fallBack(model) {
        fallenBack.push(model.modelId);
        await activate(deps, model);
      },
    });
    return { activeModel, fallenBack };
  }

  test('follows an activation by whoever made it', async () => {
    const { deps } = await withLabels(await open());
    const { activeModel } = follow(deps.database);
    await activeModel.start();
    expect(activeModel.current()).toBeUndefined();
    const heard = Promise.withResolvers<void>();
    const stop = await deps.database.listen('moodring_model', () => heard.resolve());
    const { modelId } = await retrain(deps);
    await heard.promise;
    await activeModel.reload();
    expect(activeModel.current()?.modelId).toBe(modelId);
    await stop();
    await activeModel.stop();
  });

  test.each([
    ['damaged', sql`set_byte(artefact, 40, get_byte(artefact, 40) # 255)`],
    ['cut', sql`substring(artefact from 1 for 20)`],
  ])('a %s artefact is refused and the last good model takes its place', async (_, damage) => {
    const { deps } = await withLabels(await open());
    const { db } = deps.database;
    const good = await retrain(deps);
    const bad = await retrain(deps);
    await sql`update models set artefact = ${damage} where model_id = ${bad.modelId}`.execute(db);
    const { activeModel, fallenBack } = follow(deps.database);
    await activeModel.start();
    expect(fallenBack).toEqual([good.modelId]);
    expect(activeModel.current()?.modelId).toBe(good.modelId);
    expect((await latestModels(db)).map((model) => model.status)).toEqual(['damaged', 'active']);
    expect(await songPrediction(db, good.modelId, videoId(60))).toBeDefined();
    await activeModel.stop();
  });

  test('without any readable model the process goes on', async () => {
    const { deps } = await withLabels(await open());
    await retrain(deps);
    await sql`update models set artefact = '\\x00'`.execute(deps.database.db);
    const { activeModel } = follow(deps.database);
    await activeModel.start();
    expect(activeModel.current()).toBeUndefined();
    await activeModel.stop();
  });

  test('scores new songs, and those that a cut-off process left behind', async () => {
    const { deps } = await withLabels(await open());
    const { modelId } = await retrain(deps);
    const { activeModel } = follow(deps.database);
    await activeModel.start();
    const { db } = deps.database;
    await sql`
      insert into songs (video_id, title, license, origin)
      values ('newsong0001', 'heavy metal rage', 'CC', 'youtube'), ('newsong0002', 'calm soft rain', 'CC', 'youtube')
    `.execute(db);
    await predictSongs({ database: deps.database, activeModel }, ['newsong0001']);
    const angry = await songPrediction(db, modelId, 'newsong0001');
    expect(angry?.score[moodIndex('angry')]).toBeGreaterThan(0.5);
    expect(await predictMissing({ database: deps.database, activeModel })).toBe(1);
    expect(await predictMissing({ database: deps.database, activeModel })).toBe(0);
    await activeModel.stop();
  });
});
