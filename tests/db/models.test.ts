import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { activeModelId, expireModels, setModelStatus, switchModel } from '../../db/queries/models.ts';
import type { ModelStatus } from '../../db/schema.ts';
import { describeEachDatabase, useServer } from '../support/databases.ts';
import { addModel, addSongs, latestModels, leaning, videoId } from '../support/fixtures.ts';
import { holdSong } from '../support/row-lock.ts';

const OLD = new Date('2026-01-01T00:00:00Z');
const LIMIT = new Date('2026-02-01T00:00:00Z');
const NEW = new Date('2026-02-02T00:00:00Z');

function switchTo({ db }: Database, modelId: number): Promise<boolean> {
  return db.transaction().execute((trx) => switchModel(trx, modelId, NEW));
}

/** Two songs with predictions of an active model whose text has changed since, and a model to switch to. */
async function withOutdated(database: Database) {
  const { db } = database;
  const ids = await addSongs(db, 2);
  await addModel(db, Object.fromEntries(ids.map((id) => [id, leaning('sad', 0.6)])));
  const next = await addModel(db, {}, { activate: false });
  await sql`update songs set title = 'Another title'`.execute(db);
  return { next, outdated: () => outdatedIds(database) };
}

async function outdatedIds({ db }: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('songs')
    .select('video_id')
    .where('prediction_outdated', '=', true)
    .execute();
  return rows.map((row) => row.video_id);
}

describeEachDatabase('models', (open) => {
  test('that are old lose their words and nothing else, the active one excepted', async () => {
    const { db } = await open();
    const statuses: ModelStatus[] = ['retired', 'refused', 'challenger', 'damaged'];
    const ids: number[] = [];
    for (const trainedAt of [OLD, NEW])
      for (const status of statuses) {
        const id = await addModel(db, {}, { activate: false, trainedAt });
        await setModelStatus(db, id, status);
        ids.push(id);
      }
    const active = await addModel(db, {}, { trainedAt: OLD });
    await sql`update models set report = '{"labels": 3}', training_set = '{"song": [1]}'`.execute(db);
    expect(await expireModels(db, LIMIT)).toEqual(ids.slice(0, 4));
    expect((await latestModels(db)).map(({ status }) => status).toReversed()).toEqual([
      ...statuses.map(() => 'expired'),
      ...statuses,
      'active',
    ]);
    const rows = await db.selectFrom('models').selectAll().orderBy('model_id').execute();
    expect(rows.map(({ artefact }) => artefact.length > 0)).toEqual(
      rows.map(({ model_id, trained_at }) => model_id === active || trained_at >= LIMIT),
    );
    for (const row of rows) expect(row).toMatchObject({ report: { labels: 3 }, training_set: { song: [1] } });
    expect(await expireModels(db, LIMIT)).toEqual([]);
  });

  test('that have expired are not switched to', async () => {
    const database = await open();
    const { db } = database;
    const old = await addModel(db, {}, { activate: false, trainedAt: OLD });
    const active = await addModel(db, {});
    await expireModels(db, LIMIT);
    expect(await switchTo(database, old)).toBe(false);
    expect(await activeModelId(db)).toBe(active);
  });

  test('a switch ends that predictions are outdated', async () => {
    const database = await open();
    const { next, outdated } = await withOutdated(database);
    expect(await outdated()).toEqual([videoId(1), videoId(2)]);
    expect(await switchTo(database, next)).toBe(true);
    expect(await outdated()).toEqual([]);
  });
});

describe('models on a PostgreSQL server', () => {
  const { open } = useServer();

  test('a switch waits for nobody who holds a song', async () => {
    const database = await open();
    const { next, outdated } = await withOutdated(database);
    const release = await holdSong(database.db, videoId(1));
    expect(await switchTo(database, next)).toBe(true);
    await release();
    expect(await outdated()).toEqual([videoId(1)]);
  });
});
