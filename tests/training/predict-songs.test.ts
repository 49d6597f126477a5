import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { moodIndex } from '../../src/moods.ts';
import { createActiveModel } from '../../src/training/active-model.ts';
import { predictMissing, predictSongs } from '../../src/training/predict-songs.ts';
import { retrain } from '../../src/training/retrain.ts';
import type { Trainer } from '../../src/training/trainer.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { videoId as songId, songPrediction } from '../support/fixtures.ts';
import { addLabelledSongs } from '../support/labelled-songs.ts';
import { describeTwoProcesses } from '../support/open-twice.ts';
import { lockAwaited } from '../support/row-lock.ts';
import { aSong } from '../support/songs.ts';

const logger = pino({ level: 'silent' });
const now = () => new Date();
const trainer = createWorkerTrainer({ logger });
afterAll(() => trainer.stop());

const LATE = 'latesong001';

describeTwoProcesses('predicting songs', (openTwice) => {
  test('a song that comes after a new model’s last look is predicted by that model', async () => {
    const { database, other } = await openTwice();
    const { db } = database;
    await addLabelledSongs(database);
    const old = await retrain({ database: other, trainer, logger, now });
    const activeModel = createActiveModel({ database, logger, fallBack: async () => {} });
    await activeModel.start();

    let predicting: Promise<void> | undefined;
    async function addSong(video_id: string, title: string) {
      await insertNewSongs(db, [aSong({ video_id, title })], now());
    }
    const gated: Trainer = {
      ...trainer,
      async predict(artefact, texts) {
        const inSwitch = texts.some((text) => text.title === 'Last');
        if (!inSwitch) await addSong('aaaalast001', 'Last');
        // A song that came meanwhile is predicted in the transaction that switches.
        if (inSwitch) {
          const add = addSong(LATE, 'heavy metal rage');
          // Embedded, the song itself has to wait for the switch.
          if (database.kind === 'server') await add;
          let over = false;
          predicting = add
            .then(() => predictSongs({ database, activeModel }, [LATE]))
            .finally(() => {
              over = true;
            });
          if (database.kind === 'server') await lockAwaited(db, () => over);
        }
        return trainer.predict(artefact, texts);
      },
    };
    const next = await retrain({ database: other, trainer: gated, logger, now });
    expect(next.activated).toBe(true);
    expect(predicting).toBeDefined();
    await predicting;
    const scores = await songPrediction(db, next.modelId, LATE);
    expect(scores?.prediction[moodIndex('angry')]).toBeGreaterThan(0.5);
    expect(await songPrediction(db, old.modelId, LATE)).toBeUndefined();
    await activeModel.stop();
  });

  test('a text that changed while nobody lived to predict it is predicted by the next to come, once', async () => {
    const { database, other } = await openTwice();
    const { db } = database;
    await addLabelledSongs(database);
    const { modelId } = await retrain({ database: other, trainer, logger, now });
    const id = songId(60);
    await db.updateTable('songs').set({ title: 'heavy metal rage' }).where('video_id', '=', id).execute();
    const chill = async () => (await songPrediction(db, modelId, id))?.prediction[moodIndex('chill')];
    expect(await chill()).toBeGreaterThan(0.5);
    const activeModel = createActiveModel({ database, logger, fallBack: async () => {} });
    expect(await predictMissing({ database, activeModel })).toBe(0);
    await activeModel.start();
    expect(await predictMissing({ database, activeModel })).toBe(1);
    expect(await chill()).toBeLessThan(0.5);
    expect(await predictMissing({ database, activeModel })).toBe(0);
    await activeModel.stop();
  });
});
