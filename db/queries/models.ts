import { type Kysely, sql, type Transaction } from 'kysely';
import type { ModelStatus, Schema } from '../schema.ts';

export interface NewModel {
  readonly artefact: Uint8Array;
  readonly report: object;
  readonly comparison: object | undefined;
  readonly trainingSet: Readonly<Record<string, readonly number[]>>;
  readonly trainedAt: Date;
}

export interface StoredModel {
  readonly modelId: number;
  readonly artefact: Uint8Array;
  readonly trainedAt: Date;
}

/** Keeps a trained model beside the active one. Returns its id. */
export async function insertModel(db: Kysely<Schema>, model: NewModel): Promise<number> {
  const row = await db
    .insertInto('models')
    .values({
      artefact: model.artefact,
      status: 'challenger',
      report: JSON.stringify(model.report),
      comparison: model.comparison === undefined ? null : JSON.stringify(model.comparison),
      training_set: JSON.stringify(model.trainingSet),
      trained_at: model.trainedAt,
      activated_at: null,
    })
    .returning('model_id')
    .executeTakeFirstOrThrow();
  return row.model_id;
}

/** The active model's artefact, or undefined when none is active. */
export async function activeModel(db: Kysely<Schema>): Promise<StoredModel | undefined> {
  const row = await db
    .selectFrom('models')
    .select(['model_id', 'artefact', 'trained_at'])
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row && { modelId: row.model_id, artefact: row.artefact, trainedAt: row.trained_at };
}

/** The id of the active model, or undefined when none is active. */
export async function activeModelId(db: Kysely<Schema>): Promise<number | undefined> {
  const row = await db
    .selectFrom('models')
    .select('model_id')
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row?.model_id;
}

/** How and on which labels a model was trained. */
export async function modelTraining(
  db: Kysely<Schema>,
  modelId: number,
): Promise<{ report: object; trainingSet: Readonly<Record<string, readonly number[]>> }> {
  const row = await db
    .selectFrom('models')
    .select(['report', 'training_set'])
    .where('model_id', '=', modelId)
    .executeTakeFirstOrThrow();
  return { report: row.report, trainingSet: row.training_set };
}

/** The models that were active before, the most recent one first; few, so that their artefacts fit into memory. */
export async function retiredModels(db: Kysely<Schema>, limit = 5): Promise<StoredModel[]> {
  const rows = await db
    .selectFrom('models')
    .select(['model_id', 'artefact', 'trained_at'])
    .where('status', '=', 'retired')
    .orderBy('activated_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ modelId: row.model_id, artefact: row.artefact, trainedAt: row.trained_at }));
}

/** Gives a model another status. */
export async function setModelStatus(
  db: Kysely<Schema>,
  modelId: number,
  status: ModelStatus,
): Promise<void> {
  await db.updateTable('models').set({ status }).where('model_id', '=', modelId).execute();
}

/** Makes one model the active one and tells every process, when the transaction commits. */
export async function switchModel(trx: Transaction<Schema>, modelId: number, now: Date): Promise<void> {
  await trx.updateTable('models').set({ status: 'retired' }).where('status', '=', 'active').execute();
  await trx
    .updateTable('models')
    .set({ status: 'active', activated_at: now })
    .where('model_id', '=', modelId)
    .execute();
  await sql`select pg_notify('moodring_model', ${String(modelId)})`.execute(trx);
}

/** When the latest model was trained, whatever became of it; undefined before the first one. */
export async function lastTrainedAt(db: Kysely<Schema>): Promise<Date | undefined> {
  const row = await db
    .selectFrom('models')
    .select('trained_at')
    .orderBy('model_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.trained_at;
}
