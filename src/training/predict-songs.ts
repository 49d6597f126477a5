import { inBatches } from '../../db/batches.ts';
import type { Database } from '../../db/database.ts';
import { activeModelId } from '../../db/queries/models.ts';
import { savePredictions } from '../../db/queries/scores.ts';
import { songsToPredict, songTexts } from '../../db/queries/song-texts.ts';
import { predict } from '../classifier/predict.ts';
import { holdModel } from './activate.ts';
import type { ActiveModel } from './active-model.ts';
import { predictionsOf } from './predict-in-batches.ts';

export interface PredictDependencies {
  readonly database: Database;
  readonly activeModel: ActiveModel;
}

/** Songs a transaction: while one runs, the embedded database runs nothing else. */
const BATCH = 50;

/** Songs that are looked for at once. */
const MISSING_AT_ONCE = 10_000;

/**
 * Scores songs that are new or whose text changed with the active model. Without a model nothing is written: the
 * first model predicts the whole catalogue.
 */
export async function predictSongs(deps: PredictDependencies, videoIds: readonly string[]): Promise<void> {
  for await (const batch of inBatches(videoIds, BATCH)) await predictBatch(deps, batch);
}

/**
 * Scores the songs that the active model has not seen, or not since their text changed: what a process that was cut off
 * left behind, and songs that came with a new release.
 *
 * @returns how many there were.
 * @throws the signal's reason; what was predicted stays.
 */
export async function predictMissing(deps: PredictDependencies, signal?: AbortSignal): Promise<number> {
  const modelId = deps.activeModel.current()?.modelId;
  if (modelId === undefined) return 0;
  let predicted = 0;
  for (;;) {
    const ids = await songsToPredict(deps.database.db, { modelId, limit: MISSING_AT_ONCE });
    if (ids.length === 0) return predicted;
    for await (const batch of inBatches(ids, BATCH)) {
      signal?.throwIfAborted();
      if (deps.activeModel.current()?.modelId !== modelId) return predicted;
      // Songs that this process cannot predict would be missing for ever.
      if (!(await predictBatch(deps, batch))) return predicted;
      predicted += batch.length;
    }
  }
}

/** @returns false when the active model is one that this process cannot read, so that nothing was written. */
async function predictBatch(deps: PredictDependencies, videoIds: readonly string[]): Promise<boolean> {
  const { database, activeModel } = deps;
  const songs = await songTexts(database.db, videoIds);
  for (;;) {
    const model = activeModel.current();
    const vectors =
      model === undefined
        ? []
        : predict(
            model.classifier,
            songs.map((song) => song.text),
          );
    const saved = await database.db.transaction().execute(async (trx) => {
      await holdModel(trx);
      const active = await activeModelId(trx);
      if (active !== model?.modelId) return false;
      if (model === undefined) return true;
      await savePredictions(trx, model.modelId, predictionsOf(songs, vectors));
      return true;
    });
    if (saved) return true;
    // Another model was activated since this process last looked.
    await activeModel.reload();
    if (activeModel.current()?.modelId === model?.modelId) return false;
  }
}
