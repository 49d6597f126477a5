import { z } from 'zod';
import { GREATEST_MODEL_ID } from '../../../db/queries/model-rows.ts';
import { describeProgress } from '../../training/describe.ts';
import { followSwitch } from '../../training/follow-switch.ts';
import { rollback } from '../../training/rollback.ts';
import { defineCommand } from '../command.ts';

const result = z.object({
  modelId: z.int(),
  trainedAt: z.iso.datetime(),
  /** The model that was active until now; null where there was none. */
  previousId: z.int().nullable(),
});

export type ModelRollbackResult = z.infer<typeof result>;

/** Returns to a model that was active before. Until it is done, or if it is stopped, the other one stays. */
export const modelRollback = defineCommand({
  args: z.object({ modelId: z.int().min(1).max(GREATEST_MODEL_ID).optional() }),
  result,
  async run(deps, { modelId }, { progress, signal }): Promise<ModelRollbackResult> {
    const done = await rollback(deps, {
      signal,
      modelId,
      onProgress: ({ stage, done, total }) =>
        progress({ stage: describeProgress({ stage, done: 0, total: 0 }), done, total }),
    });
    await followSwitch(deps);
    return {
      modelId: done.modelId,
      trainedAt: done.trainedAt.toISOString(),
      previousId: done.previousId ?? null,
    };
  },
});
