import { z } from 'zod';
import type { Metrics, Recipe } from '../classifier/types.ts';
import { MOODS } from '../moods.ts';
import { TEXT_FIELDS } from '../text/song-text.ts';
import type { BlockUnit } from '../text/vectorizer-types.ts';

const share = z.number().min(0).max(1);
const count = z.number().min(0);
const perMood = z.tuple([count, count, count, count, count, count]);

/** {@link Metrics} as JSON, of this release and of those before it. */
export const storedMetrics = z.object({
  songs: count,
  accuracy: share,
  macroF1: share,
  logLoss: count,
  calibrationError: share,
  reliability: z.array(z.object({ songs: count, confidence: share, accuracy: share })).optional(),
  confusion: z.array(perMood).length(MOODS.length),
  perMood: z
    .array(z.object({ precision: share, recall: share, f1: share, support: count }))
    .length(MOODS.length),
}) satisfies z.ZodType<Metrics>;

/** All there are: a unit that is missing here does not compile. */
const UNITS = {
  words: 'words',
  characters: 'characters',
  'mood-words': 'mood-words',
  'genre-words': 'genre-words',
} as const satisfies { readonly [Unit in BlockUnit]: Unit };

/** What a fit needs; anything else that a later release adds is kept. */
const recipe = z.looseObject({
  cost: z.number().positive(),
  features: z.looseObject({
    blocks: z
      .array(
        z.looseObject({
          fields: z.array(z.enum(TEXT_FIELDS)),
          unit: z.enum(UNITS),
          ngrams: z.tuple([z.int().min(1), z.int().min(1)]),
          minSongs: count,
          weight: z.number().positive(),
        }),
      )
      .min(1),
    descriptionLength: count,
  }),
}) satisfies z.ZodType<Recipe>;

const parts = z.object({
  labels: z.object({ total: count }).optional().catch(undefined),
  metrics: storedMetrics.optional().catch(undefined),
  recipe: recipe.optional().catch(undefined),
});

/** The parts of a training report that could be read; a part that is missing or makes no sense is undefined. */
export interface StoredReport {
  readonly labels: number | undefined;
  readonly metrics: Metrics | undefined;
  readonly recipe: Recipe | undefined;
}

/** Reads the `report` of a model's row, which another release may have written. */
export function readStoredReport(stored: unknown): StoredReport {
  const { data } = parts.safeParse(stored);
  return { labels: data?.labels?.total, metrics: data?.metrics, recipe: data?.recipe };
}
