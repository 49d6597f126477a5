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

/** When the active model was trained, or undefined when none is active. */
export async function activeModelTrainedAt(db: Kysely<Schema>): Promise<Date | undefined> {
  const row = await db
    .selectFrom('models')
    .select('trained_at')
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row?.trained_at;
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

/** Songs that a switch marks as predicted anew; what is more is predicted once more than it need be. */
const MARKED_AT_ONCE = 1_000;

/**
 * Makes one model the active one and tells every process, when the transaction commits. It must have predictions of
 * the texts there are: songs whose text has changed since the model before predicted them are no longer outdated, but
 * for those that somebody else is changing at this moment.
 *
 * @returns false, and changes nothing, if the model has expired.
 */
export async function switchModel(trx: Transaction<Schema>, modelId: number, now: Date): Promise<boolean> {
  // Locked, so that it does not expire meanwhile.
  const model = await trx
    .selectFrom('models')
    .select('model_id')
    .where('model_id', '=', modelId)
    .where('status', '<>', 'expired')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (model === undefined) return false;
  await trx.updateTable('models').set({ status: 'retired' }).where('status', '=', 'active').execute();
  await trx
    .updateTable('models')
    .set({ status: 'active', activated_at: now })
    .where('model_id', '=', modelId)
    .execute();
  // Waiting for a song's lock, in whatever order, might be waiting for somebody who waits for this transaction.
  await sql`
    update songs set prediction_outdated = false where video_id = any (array(
      select video_id from songs where prediction_outdated
      order by video_id limit ${sql.lit(MARKED_AT_ONCE)} for no key update skip locked
    ))
  `.execute(trx);
  await sql`select pg_notify('moodring_model', ${String(modelId)})`.execute(trx);
  return true;
}

/**
 * Empties the artefacts of all models but the active one that were trained before `trainedBefore`: their figures and
 * labels stay. One that is just being switched to is not hurt, since a switch locks its model.
 *
 * @returns their ids.
 */
export async function expireModels(db: Kysely<Schema>, trainedBefore: Date): Promise<number[]> {
  const rows = await db
    .updateTable('models')
    .set({ status: 'expired', artefact: new Uint8Array() })
    .where('status', 'in', ['retired', 'refused', 'challenger', 'damaged'])
    .where('trained_at', '<', trainedBefore)
    .returning('model_id')
    .execute();
  return rows.map((row) => row.model_id).sort((a, b) => a - b);
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
