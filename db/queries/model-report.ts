import { type Kysely, sql } from 'kysely';
import { type Mood, type MoodVector, moodVector } from '../../src/moods.ts';
import type { ModelStatus, Schema } from '../schema.ts';

/** Songs a statement: few enough for the embedded database, which runs one statement at a time, to hold up nobody. */
export const PAGE = 500;

export interface ModelRecord {
  readonly modelId: number;
  readonly status: ModelStatus;
  readonly trainedAt: Date;
  readonly report: object;
  /** As `unpackLabels` reads it. */
  readonly trainingSet: Readonly<Record<string, readonly number[]>>;
}

/** One model without its artefact, the active one unless an id is given; undefined where there is none. */
export function modelRecord(db: Kysely<Schema>, modelId?: number): Promise<ModelRecord | undefined> {
  return db
    .selectFrom('models')
    .select(['model_id as modelId', 'status', 'trained_at as trainedAt', 'report'])
    .select('training_set as trainingSet')
    .$if(modelId === undefined, (query) => query.where('status', '=', 'active'))
    .$if(modelId !== undefined, (query) => query.where('model_id', '=', modelId as number))
    .executeTakeFirst();
}

/** Numbers of the moods over some songs. */
export interface MoodSums {
  readonly sums: MoodVector;
  readonly songs: number;
}

/** What all votes on songs of the catalogue add up to, every voter counting 1. */
export async function votedMoods(db: Kysely<Schema>): Promise<MoodSums> {
  const rows = await db
    .selectFrom('tallies')
    .innerJoin('songs', 'songs.video_id', 'tallies.video_id')
    .select('tallies.mood')
    .select(sql<number>`sum(tallies.share)::double precision`.as('sum'))
    .where('songs.available', '=', true)
    .groupBy('tallies.mood')
    .execute();
  const { songs } = await db
    .selectFrom('tallies')
    .innerJoin('songs', 'songs.video_id', 'tallies.video_id')
    .select(sql<number>`count(distinct tallies.video_id)::integer`.as('songs'))
    .where('songs.available', '=', true)
    .executeTakeFirstOrThrow();
  return { sums: vectorOf(rows), songs };
}

/** The sums of a model's predictions over the next {@link PAGE} songs of the catalogue. */
export interface PredictedPage extends MoodSums {
  /** The page's last song, to go on after; undefined at the end. */
  readonly last: string | undefined;
}

/** @param after the song to go on after; an empty string at first. */
export async function predictedMoods(
  db: Kysely<Schema>,
  modelId: number,
  after: string,
): Promise<PredictedPage> {
  const page = await db
    .selectFrom('songs')
    .select('video_id')
    .where('available', '=', true)
    .where('video_id', '>', after)
    .orderBy('video_id')
    .limit(PAGE)
    .execute();
  const ids = page.map(({ video_id }) => video_id);
  const last = ids.at(-1);
  if (last === undefined) return { sums: vectorOf([]), songs: 0, last };
  // The bounds say nothing new but to the planner: it has no statistics of a model that was just activated, and a join
  // would read the whole table for every page.
  const rows = await db
    .selectFrom('scores')
    .select(['mood', sql<number>`sum(prediction)`.as('sum'), sql<number>`count(*)::integer`.as('songs')])
    .where('model_id', '=', modelId)
    .where('video_id', '>', after)
    .where('video_id', '<=', last)
    .where(sql<boolean>`video_id = any(${ids}::text[])`)
    .groupBy('mood')
    .execute();
  return { sums: vectorOf(rows), songs: Math.max(0, ...rows.map(({ songs }) => songs)), last };
}

function vectorOf(rows: readonly { readonly mood: Mood; readonly sum: number }[]): MoodVector {
  const sums = new Map(rows.map(({ mood, sum }) => [mood, sum]));
  return moodVector((mood) => sums.get(mood) ?? 0);
}
