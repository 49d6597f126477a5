import type { Database } from '../../db/database.ts';
import { activeModelId, activeModel as storedActiveModel } from '../../db/queries/models.ts';
import { parse } from '../classifier/artefact.ts';
import { UnsupportedArtefactError } from '../classifier/errors/unsupported-artefact-error.ts';
import type { ActiveModel } from './active-model.ts';

export interface NeedsModelDependencies {
  readonly database: Database;
  /** Started: one that it could load is not read again. */
  readonly activeModel: Pick<ActiveModel, 'current'>;
}

/**
 * Whether a model has to be trained before anything else: there is none, or the active one was written by an earlier
 * version of the program in a format that is not read any more. One of a newer version is left to those who read it.
 */
export async function needsModel({ database, activeModel }: NeedsModelDependencies): Promise<boolean> {
  const activeId = await activeModelId(database.db);
  if (activeId === undefined) return true;
  if (activeId === activeModel.current()?.modelId) return false;
  const active = await storedActiveModel(database.db);
  if (active === undefined) return true;
  try {
    parse(active.artefact);
    return false;
  } catch (error) {
    return error instanceof UnsupportedArtefactError && error.found < error.supported;
  }
}
