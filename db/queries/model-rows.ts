import type { Kysely } from 'kysely';
import type { ModelStatus, Schema } from '../schema.ts';
import type { StoredModel } from './models.ts';

/** The greatest id that the database can give. */
export const GREATEST_MODEL_ID = 2 ** 31 - 1;

/** A model as a list shows it, without its artefact and training set. */
export interface ModelRow {
  readonly modelId: number;
  readonly status: ModelStatus;
  readonly trainedAt: Date;
  readonly activatedAt: Date | null;
  readonly report: object;
  readonly comparison: object | null;
}

/** The latest models, newest first, and the active one even if it is older. */
export function modelRows(db: Kysely<Schema>, limit: number): Promise<ModelRow[]> {
  return db
    .selectFrom('models')
    .select(['model_id as modelId', 'status', 'trained_at as trainedAt', 'activated_at as activatedAt'])
    .select(['report', 'comparison'])
    .where((where) =>
      where.or([
        where('model_id', 'in', (eb) =>
          eb.selectFrom('models').select('model_id').orderBy('model_id', 'desc').limit(limit),
        ),
        where('status', '=', 'active'),
      ]),
    )
    .orderBy('model_id', 'desc')
    .execute();
}

/** A model by its id, or undefined where there is none. */
export function modelById(
  db: Kysely<Schema>,
  modelId: number,
): Promise<(StoredModel & { readonly status: ModelStatus }) | undefined> {
  return db
    .selectFrom('models')
    .select(['model_id as modelId', 'artefact', 'trained_at as trainedAt', 'status'])
    .where('model_id', '=', modelId)
    .executeTakeFirst();
}

/** The id of the model that was active before the present one, or undefined where there is none. */
export async function previousModelId(db: Kysely<Schema>): Promise<number | undefined> {
  const row = await db
    .selectFrom('models')
    .select('model_id')
    .where('status', '=', 'retired')
    .orderBy('activated_at', (order) => order.desc().nullsLast())
    .orderBy('model_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.model_id;
}
