import { z } from 'zod';
import { describeProgress } from '../../training/describe.ts';
import { followSwitch } from '../../training/follow-switch.ts';
import { retrain as runRetrain } from '../../training/retrain.ts';
import { storedMetrics } from '../../training/stored-report.ts';
import { defineCommand } from '../command.ts';

const interval = z.object({ difference: z.number(), low: z.number(), high: z.number() });

const result = z.object({
  modelId: z.int(),
  activated: z.boolean(),
  /** It is worse, and in use all the same, because the model before was too old to go on. */
  renewed: z.boolean(),
  labels: z.number(),
  metrics: storedMetrics,
  /** The active model before, measured on the same folds; null for the first model. */
  champion: z.object({ modelId: z.int(), labels: z.number(), metrics: storedMetrics }).nullable(),
  comparison: z
    .object({ verdict: z.enum(['better', 'same', 'worse']), accuracy: interval, macroF1: interval })
    .nullable(),
});

export type RetrainResult = z.infer<typeof result>;

/** Learns from all votes so far. Until it is done, or if it is stopped, the active model stays. */
export const retrain = defineCommand({
  args: z.object({}),
  result,
  async run(deps, _args, { progress, signal }): Promise<RetrainResult> {
    const { modelId, activated, renewed, report, comparison, champion } = await runRetrain(deps, {
      signal,
      onProgress: ({ stage, done, total }) =>
        progress({ stage: describeProgress({ stage, done: 0, total: 0 }), done, total }),
    });
    await followSwitch(deps);
    return result.parse({
      modelId,
      activated,
      renewed,
      labels: report.labels.total,
      metrics: comparison?.challenger ?? report.metrics,
      champion:
        champion === undefined || comparison === undefined
          ? null
          : { ...champion, metrics: comparison.champion },
      comparison: comparison ?? null,
    });
  },
});
