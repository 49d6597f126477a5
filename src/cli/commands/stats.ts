import { z } from 'zod';
import type { Run } from '../../../db/queries/runs.ts';
import type { SourceRow } from '../../../db/queries/source-views.ts';
import { toView } from '../../catalogue/sources/source-view.ts';
import { MOODS } from '../../moods.ts';
import { stats as readStats } from '../../recommend/stats.ts';
import { defineCommand } from '../command.ts';

const count = z.int().min(0);
const time = z.iso.datetime();

const run = z.object({
  status: z.enum(['running', 'done', 'failed']),
  startedAt: time,
  finishedAt: time.nullable(),
  outcome: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
});

const result = z.object({
  songs: z.object({
    total: count,
    available: count,
    byOrigin: z.object({ starter: count, youtube: count, import: count }),
  }),
  labelled: z.record(z.enum(MOODS), count),
  votes: z.object({ total: count, onCards: count, voters: count }),
  cards: count,
  model: z
    .object({
      modelId: z.int(),
      trainedAt: time,
      activatedAt: time.nullable(),
      figures: z
        .object({
          labels: z.number(),
          accuracy: z.number(),
          macroF1: z.number(),
          logLoss: z.number(),
          calibrationError: z.number(),
        })
        .nullable(),
    })
    .nullable(),
  runs: z.object({ ingest: run.nullable(), refresh: run.nullable(), retrain: run.nullable() }),
  sources: z.array(
    z.object({
      kind: z.enum(['search', 'channel', 'playlist']),
      query: z.string(),
      name: z.string(),
      enabled: z.boolean(),
      songs: count,
      units: z.number().min(0),
      lastRunAt: time.nullable(),
    }),
  ),
});

export type StatsResult = z.infer<typeof result>;
export type RunResult = z.infer<typeof run>;

/** What there is and how it is doing. */
export const stats = defineCommand({
  args: z.object({}),
  result,
  async run({ database, now }): Promise<StatsResult> {
    const { songs, labelled, votes, cards, model, runs, sources } = await readStats({ db: database.db });
    return {
      songs: { ...songs, byOrigin: { ...songs.byOrigin } },
      labelled: { ...labelled },
      votes: { ...votes },
      cards,
      model:
        model === undefined
          ? null
          : {
              modelId: model.modelId,
              trainedAt: model.trainedAt.toISOString(),
              activatedAt: model.activatedAt?.toISOString() ?? null,
              figures: model.figures ?? null,
            },
      runs: {
        ingest: plainRun(runs.ingest),
        refresh: plainRun(runs.refresh),
        retrain: plainRun(runs.retrain),
      },
      sources: sources.map((row) => plainSource(row, now())),
    };
  },
});

function plainSource(row: SourceRow, now: Date): StatsResult['sources'][number] {
  const { kind, query, name, enabled, songs, units, lastRunAt } = toView(row, now);
  return { kind, query, name, enabled, songs, units, lastRunAt: lastRunAt?.toISOString() ?? null };
}

function plainRun(found: Run | undefined): RunResult | null {
  if (found === undefined) return null;
  const { status, started_at, finished_at, outcome, error } = found;
  return {
    status,
    startedAt: started_at.toISOString(),
    finishedAt: finished_at?.toISOString() ?? null,
    outcome: outcome === null ? null : { ...outcome },
    error,
  };
}
