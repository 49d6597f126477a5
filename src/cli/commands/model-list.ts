import { z } from 'zod';
import { listModels } from '../../training/list-models.ts';
import { isStale } from '../../training/model-age.ts';
import { defineCommand } from '../command.ts';

const interval = z.object({ difference: z.number(), low: z.number(), high: z.number() });

const result = z.object({
  models: z.array(
    z.object({
      modelId: z.int(),
      status: z.enum(['challenger', 'active', 'retired', 'refused', 'damaged', 'expired']),
      trainedAt: z.iso.datetime(),
      /** Whether its words are too old to explain songs by. */
      stale: z.boolean(),
      activatedAt: z.iso.datetime().nullable(),
      figures: z.object({ labels: z.number(), accuracy: z.number(), macroF1: z.number() }).nullable(),
      /** Against the model that was active when it was trained; null where there was none. */
      comparison: z
        .object({ verdict: z.enum(['better', 'same', 'worse']), accuracy: interval, macroF1: interval })
        .nullable(),
    }),
  ),
});

export type ModelListResult = z.infer<typeof result>;

/** The last models, newest first. */
export const modelList = defineCommand({
  args: z.object({}),
  result,
  async run({ database, now }): Promise<ModelListResult> {
    const models = await listModels({ db: database.db });
    return {
      models: models.map(({ trainedAt, activatedAt, figures, comparison, ...known }) => ({
        ...known,
        trainedAt: trainedAt.toISOString(),
        stale: isStale(trainedAt, now()),
        activatedAt: activatedAt?.toISOString() ?? null,
        figures: figures ?? null,
        comparison: comparison ?? null,
      })),
    };
  },
});
