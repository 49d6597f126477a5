import { activeModelReport } from '../../db/queries/stats.ts';
import { isStale } from '../training/model-age.ts';
import type { DoctorDeps } from './doctor.ts';
import type { Finding } from './finding.ts';
import { ago } from './words.ts';

/** Whether there is a model, and whether its words are young enough to be shown. */
export async function modelFinding({ database, now }: DoctorDeps): Promise<Finding> {
  const title = 'Model';
  const model = await activeModelReport(database.db);
  if (model === undefined) {
    const text =
      'There is none yet: songs are ranked by votes alone. Once songs of two moods have votes, retrain to get one.';
    return { state: 'warning', title, text };
  }
  const trained = `Model ${model.modelId} was trained ${ago(model.trainedAt, now())}`;
  if (!isStale(model.trainedAt, now())) return { state: 'good', title, text: `${trained}.` };
  const text =
    `${trained}. Its words are too old to be shown, so it ranks songs but does not say why. ` +
    'Retrain to get a newer one.';
  return { state: 'warning', title, text };
}
