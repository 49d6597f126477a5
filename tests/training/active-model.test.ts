import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { type StoredModel, activeModel as storedActive } from '../../db/queries/models.ts';
import { moodIndex } from '../../src/moods.ts';
import { activate } from '../../src/training/activate.ts';
import { type ActiveModel, createActiveModel } from '../../src/training/active-model.ts';
import { predictMissing, predictSongs } from '../../src/training/predict-songs.ts';
import { retrain } from '../../src/training/retrain.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { latestModels, songPrediction, videoId } from '../support/fixtures.ts';
import { addLabelledSongs } from '../support/labelled-songs.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { describeTwoProcesses } from '../support/open-twice.ts';

const trainer = createWorkerTrainer({ logger: createMemoryLog().logger });
afterAll(() => trainer.stop());

/** As `src/classifier/artefact.ts` lays it out: eight bytes, a SHA-256 of the rest, the format version. */
const CHECKSUM_AT = 8;
const VERSION_AT = 40;

/** The same model as a later release would have written it. */
function ofNewerVersion({ artefact }: StoredModel): Buffer {
  const bytes = Buffer.from(artefact);
  bytes.writeUInt32LE(bytes.readUInt32LE(VERSION_AT) + 1, VERSION_AT);
  createHash('sha256').update(bytes.subarray(VERSION_AT)).digest().copy(bytes, CHECKSUM_AT);
  return bytes;
}

describeTwoProcesses('the active model', (openTwice) => {
  const following: ActiveModel[] = [];
  afterEach(async () => {
    for (const activeModel of following.splice(0)) await activeModel.stop();
  });

  /** A database with labelled songs, this process's copy of its active model, and how another process retrains. */
  async function scene() {
    const { database, other } = await openTwice();
    await addLabelledSongs(database);
    const now = () => new Date();
    const log = createMemoryLog();
    const { logger } = log;
    const fallenBack: number[] = [];
    const activeModel = createActiveModel({
      database,
      logger,
      async fallBack(model) {
        fallenBack.push(model.modelId);
        await activate({ database, trainer, logger, now }, model);
      },
    });
    following.push(activeModel);
    return {
      database,
      db: database.db,
      activeModel,
      fallenBack,
      log,
      retrainElsewhere: () => retrain({ database: other, trainer, logger: createMemoryLog().logger, now }),
    };
  }

  async function addSong({ db }: Database, id: string, title: string) {
    await sql`insert into songs (video_id, title, license, origin) values (${id}, ${title}, 'CC', 'youtube')`.execute(
      db,
    );
  }

  test('follows an activation by another process', async () => {
    const { activeModel, log, retrainElsewhere } = await scene();
    await activeModel.start();
    expect(activeModel.current()).toBeUndefined();
    const { modelId } = await retrainElsewhere();
    await log.waitFor('model loaded');
    expect(activeModel.current()?.modelId).toBe(modelId);
    const next = await retrainElsewhere();
    await log.waitFor('model loaded', 2);
    expect(activeModel.current()?.modelId).toBe(next.modelId);
  });

  test.each([
    ['damaged', sql`set_byte(artefact, 40, get_byte(artefact, 40) # 255)`],
    ['cut', sql`substring(artefact from 1 for 20)`],
  ])('a %s artefact is refused and the last good model takes its place', async (_, damage) => {
    const { db, activeModel, fallenBack, retrainElsewhere } = await scene();
    const good = await retrainElsewhere();
    const bad = await retrainElsewhere();
    await sql`update models set artefact = ${damage} where model_id = ${bad.modelId}`.execute(db);
    await activeModel.start();
    expect(fallenBack).toEqual([good.modelId]);
    expect(activeModel.current()?.modelId).toBe(good.modelId);
    expect((await latestModels(db)).map((model) => model.status)).toEqual(['damaged', 'active']);
    expect(await songPrediction(db, good.modelId, videoId(60))).toBeDefined();
  });

  test('without any readable model the process goes on', async () => {
    const { db, activeModel, retrainElsewhere } = await scene();
    await retrainElsewhere();
    await sql`update models set artefact = '\\x00'`.execute(db);
    await activeModel.start();
    expect(activeModel.current()).toBeUndefined();
  });

  test('scores new songs, and those that a cut-off process left behind', async () => {
    const { database, db, activeModel, retrainElsewhere } = await scene();
    const { modelId } = await retrainElsewhere();
    await activeModel.start();
    await addSong(database, 'newsong0001', 'heavy metal rage');
    await addSong(database, 'newsong0002', 'calm soft rain');
    await predictSongs({ database, activeModel }, ['newsong0001']);
    const angry = await songPrediction(db, modelId, 'newsong0001');
    expect(angry?.score[moodIndex('angry')]).toBeGreaterThan(0.5);
    expect(await predictMissing({ database, activeModel })).toBe(1);
    expect(await predictMissing({ database, activeModel })).toBe(0);
  });

  /** The second of two models is active, and as a later release writes it. */
  async function withNewerModel() {
    const it = await scene();
    const older = await it.retrainElsewhere();
    const newer = await it.retrainElsewhere();
    const stored = await storedActive(it.db);
    if (stored?.modelId !== newer.modelId) throw new Error('the second model is not active');
    const artefact = ofNewerVersion(stored);
    await it.db.updateTable('models').set({ artefact }).where('model_id', '=', newer.modelId).execute();
    return { ...it, older, newer };
  }

  test('a model of a newer version stays active for the others, and this process uses the last good one', async () => {
    const { db, activeModel, fallenBack, log, older, newer } = await withNewerModel();
    await activeModel.start();
    expect(activeModel.current()?.modelId).toBe(older.modelId);
    expect(fallenBack).toEqual([]);
    expect(await latestModels(db)).toEqual([
      { modelId: newer.modelId, status: 'active' },
      { modelId: older.modelId, status: 'retired' },
    ]);
    expect(await songPrediction(db, newer.modelId, videoId(60))).toBeDefined();
    const [refused] = await log.waitFor('this model cannot be used');
    expect(refused).toMatchObject({ modelId: newer.modelId, err: { name: 'UnsupportedArtefactError' } });
  });

  test('beside a model of a newer version new songs wait for whoever can read it', async () => {
    const { database, db, activeModel, older, newer } = await withNewerModel();
    await activeModel.start();
    await addSong(database, 'newsong0001', 'heavy metal rage');
    await predictSongs({ database, activeModel }, ['newsong0001']);
    expect(await predictMissing({ database, activeModel })).toBe(0);
    for (const { modelId } of [older, newer])
      expect(await songPrediction(db, modelId, 'newsong0001')).toBeUndefined();
  });

  test('a retrain replaces a model of a newer version, with nothing to compare it with', async () => {
    const { database, db, activeModel, log, newer } = await withNewerModel();
    await activeModel.start();
    const { logger } = log;
    const result = await retrain({ database, trainer, logger, now: () => new Date() });
    expect(result).toMatchObject({ activated: true, champion: undefined, comparison: undefined });
    await log.waitFor('model loaded');
    expect(activeModel.current()?.modelId).toBe(result.modelId);
    expect((await latestModels(db)).slice(0, 2)).toEqual([
      { modelId: result.modelId, status: 'active' },
      { modelId: newer.modelId, status: 'retired' },
    ]);
  });
});
