import type { Kysely } from 'kysely';
import { z } from 'zod';
import { modelRows } from '../../db/queries/model-rows.ts';
import type { ModelStatus, Schema } from '../../db/schema.ts';

/** How many models a list shows. */
export const LISTED_MODELS = 10;

const interval = z.object({ difference: z.number(), low: z.number(), high: z.number() });

const figures = z.object({
  labels: z.object({ total: z.number() }),
  metrics: z.object({ accuracy: z.number(), macroF1: z.number() }),
});

const comparison = z.object({
  verdict: z.enum(['better', 'same', 'worse']),
  accuracy: interval,
  macroF1: interval,
});

/** A model with what people choose by. */
export interface ListedModel {
  readonly modelId: number;
  readonly status: ModelStatus;
  readonly trainedAt: Date;
  readonly activatedAt: Date | null;
  /** On songs it had not seen; undefined where its report is of another version. */
  readonly figures:
    | {
        /** Labelled songs it learnt from. */
        readonly labels: number;
        readonly accuracy: number;
        readonly macroF1: number;
      }
    | undefined;
  /** Against the model that was active when it was trained; undefined where there was none. */
  readonly comparison: z.infer<typeof comparison> | undefined;
}

/** The latest {@link LISTED_MODELS} models, newest first, and the active one even if it is older. */
export async function listModels({ db }: { readonly db: Kysely<Schema> }): Promise<ListedModel[]> {
  const rows = await modelRows(db, LISTED_MODELS);
  return rows.map(({ report, comparison: compared, ...known }) => {
    const { data } = figures.safeParse(report);
    return {
      ...known,
      figures: data && {
        labels: data.labels.total,
        accuracy: data.metrics.accuracy,
        macroF1: data.metrics.macroF1,
      },
      comparison: comparison.safeParse(compared).data,
    };
  });
}
