import { z } from 'zod';
import type { Metrics } from '../../classifier/types.ts';
import { describeProgress } from '../../training/describe.ts';
import { retrain as runRetrain } from '../../training/retrain.ts';
import { defineCommand } from '../command.ts';

const moodNumbers = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);

const metrics = z.object({
  songs: z.number(),
  accuracy: z.number(),
  macroF1: z.number(),
  logLoss: z.number(),
  calibrationError: z.number(),
  confusion: z.array(moodNumbers),
  perMood: z.array(
    z.object({ precision: z.number(), recall: z.number(), f1: z.number(), support: z.number() }),
  ),
}) satisfies z.ZodType<Metrics>;

const interval = z.object({ difference: z.number(), low: z.number(), high: z.number() });

const result = z.object({
  modelId: z.int(),
  activated: z.boolean(),
  labels: z.number(),
  metrics,
  /** The active model before, measured on the same folds; null for the first model. */
  champion: z.object({ modelId: z.int(), labels: z.number(), metrics }).nullable(),
  comparison: z
    .object({ verdict: z.enum(['better', 'same', 'worse']), accuracy: interval, macroF1: interval })
    .nullable(),
});

export type RetrainResult = z.infer<typeof result>;

/** Learns from all votes so far. It cannot be stopped half-way; until it is done the active model stays. */
export const retrain = defineCommand({
  args: z.object({}),
  result,
  async run(deps, _args, { progress }): Promise<RetrainResult> {
    const { modelId, activated, report, comparison, champion } = await runRetrain(deps, {
      onProgress: ({ stage, done, total }) =>
        progress({ stage: describeProgress({ stage, done: 0, total: 0 }), done, total }),
    });
    await deps.activeModel.reload();
    return result.parse({
      modelId,
      activated,
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
