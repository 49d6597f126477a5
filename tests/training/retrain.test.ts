import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { activeModelId } from '../../db/queries/models.ts';
import { latestRuns } from '../../db/queries/runs.ts';
import type { Progress } from '../../src/classifier/types.ts';
import { StoppedError } from '../../src/errors/stopped-error.ts';
import { UserError } from '../../src/errors/user-error.ts';
import { moodIndex } from '../../src/moods.ts';
import { songText } from '../../src/text/song-text.ts';
import { retrain } from '../../src/training/retrain.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { latestModels, leaning, songPrediction, videoId } from '../support/fixtures.ts';
import { addLabelledSongs, LABELLED, WORDS } from '../support/labelled-songs.ts';

const logger = pino({ level: 'silent' });
const trainer = createWorkerTrainer({ logger });
afterAll(() => trainer.stop());

async function withLabels(database: Database) {
  await addLabelledSongs(database);
  return { deps: { database, trainer, logger, now: () => new Date() } };
}

describeEachDatabase('retrain', (open) => {
  test('the first model predicts the whole catalogue and is active', async () => {
    const { deps } = await withLabels(await open());
    const stages = new Set<string>();
    const result = await retrain(deps, { onProgress: ({ stage }) => stages.add(stage) });
    expect(result).toMatchObject({ activated: true, comparison: undefined, champion: undefined });
    expect(result.report.labels.total).toBe(LABELLED);
    expect([...stages]).toEqual(expect.arrayContaining(['reading', 'choosing', 'predicting']));
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

  test('songs whose text was erased are nothing to learn from, whatever votes they have', async () => {
    const { deps } = await withLabels(await open());
    const erased = [videoId(1), videoId(2), videoId(3)];
    await deps.database.db
      .updateTable('songs')
      .set({ title: '', channel: '', available: false })
      .where('video_id', 'in', erased)
      .execute();
    const { report } = await retrain(deps);
    expect(report.labels.total).toBe(LABELLED - erased.length);
  });

  test.each(['reading', 'choosing', 'predicting'])(
    'stopped while %s it ends at once, leaves the model from before in use, and says so',
    async (moment) => {
      const { deps } = await withLabels(await open());
      const { db } = deps.database;
      const { modelId: first } = await retrain(deps);
      const stop = new AbortController();
      const reason = new StoppedError();
      const onProgress = ({ stage }: Progress) => {
        if (stage === moment) stop.abort(reason);
      };
      await expect(retrain(deps, { signal: stop.signal, onProgress })).rejects.toBe(reason);
      expect(await activeModelId(db)).toBe(first);
      expect(await latestRuns(db, 'retrain', 1)).toMatchObject([
        {
          status: 'done',
          outcome: { stoppedBy: 'cancelled' },
          error: 'It was stopped before it was done. The model from before stayed in use.',
        },
      ]);
      // What it had written is in nobody's way.
      const next = await retrain(deps);
      expect(next).toMatchObject({ activated: true, champion: { modelId: first } });
      const left = await db.selectFrom('scores').select('model_id').distinct().execute();
      expect(left).toEqual([{ model_id: next.modelId }]);
    },
  );

  test('only one at a time, and too few labels are the member’s to mend', async () => {
    const { deps } = await withLabels(await open());
    // The first one is held back, for it may else be done before the second one asks.
    const training = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const held = {
      ...trainer,
      async train(...args: Parameters<typeof trainer.train>) {
        training.resolve();
        await released.promise;
        return trainer.train(...args);
      },
    };
    const first = retrain({ ...deps, trainer: held });
    await training.promise;
    await expect(retrain(deps)).rejects.toMatchObject({ name: 'UserError', id: 'already-running' });
    released.resolve();
    expect(await first).toMatchObject({ activated: true });
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
