import type { Kysely } from 'kysely';
import { activeModel } from '../../db/queries/models.ts';
import type { Schema } from '../../db/schema.ts';
import { parse } from '../classifier/artefact.ts';
import { UnsupportedArtefactError } from '../classifier/errors/unsupported-artefact-error.ts';

/**
 * Whether a model has to be trained before anything else: there is none, or the active one was written by an earlier
 * version of the program in a format that is not read any more. One of a newer version is left to those who read it.
 */
export async function needsModel(db: Kysely<Schema>): Promise<boolean> {
  const active = await activeModel(db);
  if (active === undefined) return true;
  try {
    parse(active.artefact);
    return false;
  } catch (error) {
    return error instanceof UnsupportedArtefactError && error.found < error.supported;
  }
}
