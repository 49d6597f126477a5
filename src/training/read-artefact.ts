import type { Logger } from 'pino';
import type { StoredModel } from '../../db/queries/models.ts';
import { parse } from '../classifier/artefact.ts';
import { DamagedArtefactError } from '../classifier/errors/damaged-artefact-error.ts';
import { UnsupportedArtefactError } from '../classifier/errors/unsupported-artefact-error.ts';
import type { Classifier } from '../classifier/types.ts';

/** Reads a stored model. @returns undefined, after an error in the log, when it is damaged or of a newer version. */
export function readArtefact(logger: Logger, { modelId, artefact }: StoredModel): Classifier | undefined {
  try {
    return parse(artefact);
  } catch (error) {
    if (!(error instanceof DamagedArtefactError || error instanceof UnsupportedArtefactError)) throw error;
    logger.error({ err: error, modelId }, 'this model cannot be used');
    return undefined;
  }
}

/** Whether a stored model is beyond repair, rather than from a newer version that other processes may well read. */
export function isDamaged({ artefact }: StoredModel): boolean {
  try {
    parse(artefact);
    return false;
  } catch (error) {
    return error instanceof DamagedArtefactError;
  }
}
