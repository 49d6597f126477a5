import type { Kysely } from 'kysely';
import { z } from 'zod';
import { latestRuns, type Run } from '../../db/queries/runs.ts';
import { type SongCounts, songCounts } from '../../db/queries/songs.ts';
import { type SourceRow, sourceRows } from '../../db/queries/source-views.ts';
import {
  activeModelReport,
  countCards,
  labelledPerMood,
  type VoteCounts,
  voteCounts,
} from '../../db/queries/stats.ts';
import type { RunKind, Schema } from '../../db/schema.ts';
import type { Mood } from '../moods.ts';

/** The runs that come again and again by themselves. */
const RUN_KINDS = ['ingest', 'refresh', 'retrain'] as const satisfies readonly RunKind[];

type RegularRun = (typeof RUN_KINDS)[number];

const figures = z.object({
  labels: z.object({ total: z.number() }),
  metrics: z.object({
    accuracy: z.number(),
    macroF1: z.number(),
    logLoss: z.number(),
    calibrationError: z.number(),
  }),
});

/** How good a model was on songs it had not seen. */
export interface ModelFigures {
  /** Labelled songs it learnt from. */
  readonly labels: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly logLoss: number;
  readonly calibrationError: number;
}

export interface Stats {
  readonly songs: SongCounts;
  /** Available songs by the foremost mood of their label. */
  readonly labelled: Readonly<Record<Mood, number>>;
  readonly votes: VoteCounts;
  /** Cards that were shown. */
  readonly cards: number;
  /** Undefined while no model is active; figures are undefined where its report is of another version. */
  readonly model:
    | {
        readonly modelId: number;
        readonly trainedAt: Date;
        readonly activatedAt: Date | null;
        readonly figures: ModelFigures | undefined;
      }
    | undefined;
  /** The latest run of each job; undefined for one that has not run yet. */
  readonly runs: Readonly<Record<RegularRun, Run | undefined>>;
  /** All but the removed ones, in the order of their numbers. */
  readonly sources: readonly SourceRow[];
}

/** What there is and how it is doing. The numbers are read one after another, so a vote may fall between two. */
export async function stats({ db }: { readonly db: Kysely<Schema> }): Promise<Stats> {
  const runs: Partial<Record<RegularRun, Run | undefined>> = {};
  for (const kind of RUN_KINDS) [runs[kind]] = await latestRuns(db, kind, 1);
  return {
    songs: await songCounts(db),
    labelled: await labelledPerMood(db),
    votes: await voteCounts(db),
    cards: await countCards(db),
    model: await model(db),
    runs: { ingest: runs.ingest, refresh: runs.refresh, retrain: runs.retrain },
    sources: await sourceRows(db),
  };
}

async function model(db: Kysely<Schema>): Promise<Stats['model']> {
  const row = await activeModelReport(db);
  if (row === undefined) return undefined;
  const { report, ...known } = row;
  const { data } = figures.safeParse(report);
  return { ...known, figures: data && { labels: data.labels.total, ...data.metrics } };
}
