import { z } from 'zod';
import { GREATEST_MODEL_ID } from '../../../db/queries/model-rows.ts';
import { type ModelReport, modelReport } from '../../training/model-report.ts';
import { storedMetrics } from '../../training/stored-report.ts';
import { defineCommand } from '../command.ts';

const count = z.number().min(0);
const share = z.number().min(0).max(1);
/** Means of shares may be a rounding error above 1. */
const moodShares = z.tuple([count, count, count, count, count, count]);

const result = z.object({
  modelId: z.int(),
  status: z.enum(['challenger', 'active', 'retired', 'refused', 'damaged', 'expired']),
  trainedAt: z.iso.datetime(),
  madeAt: z.iso.datetime(),
  labels: count,
  metrics: storedMetrics.optional(),
  learningCurve: z
    .object({
      points: z.array(z.object({ labels: count, accuracy: share, low: share, high: share })),
      runs: count,
      songs: count,
    })
    .optional(),
  moodShares: z
    .object({ voted: moodShares, votedSongs: count, predicted: moodShares, predictedSongs: count })
    .optional(),
  missing: z.array(
    z.object({
      part: z.enum(['metrics', 'reliability', 'learning-curve', 'mood-shares']),
      reason: z.string(),
    }),
  ),
}) satisfies z.ZodType<ModelReport>;

/**
 * Gathers what there is to tell about a model. Drawing and writing are left to whoever asks: the process that holds
 * the database need neither know their files nor load what draws.
 */
export const report = defineCommand({
  args: z.object({ modelId: z.int().min(1).max(GREATEST_MODEL_ID).optional() }),
  result,
  async run(deps, { modelId }, { progress, signal }): Promise<ModelReport> {
    return modelReport(deps, {
      modelId,
      signal,
      onProgress: ({ done, total }) => progress({ stage: 'Measuring the learning curve', done, total }),
    });
  },
});
