import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import { MOODS, type MoodVector } from '../../src/moods.ts';
import type { Schema } from '../schema.ts';

/**
 * How many voters the prediction counts for. With two, the first vote moves a song a third of the way from what
 * the model thinks to what the voter said, and ten votes leave the model a sixth.
 */
export const PREDICTION_VOTERS = 2;

/**
 * The score of a (song, mood): the mean of the Dirichlet posterior whose prior is the prediction, worth
 * {@link PREDICTION_VOTERS} voters, and whose counts are the tallies (Gelman et al., Bayesian Data Analysis, 3.4).
 */
function scoreOf(prediction: string, videoId: string, mood: string) {
  const p = sql.ref(prediction);
  const share = sql`(select t.share from tallies t where t.video_id = ${sql.ref(videoId)} and t.mood = ${sql.ref(mood)})`;
  const voters = sql`(select sum(t.share) from tallies t where t.video_id = ${sql.ref(videoId)})`;
  const k = sql.lit(PREDICTION_VOTERS);
  return sql<number>`(${k} * ${p} + coalesce(${share}, 0)) / (${k} + coalesce(${voters}, 0))`;
}

/** Recomputes every model's scores of these songs from the tallies, in the transaction that changed them. */
export async function rescore(trx: Transaction<Schema>, videoIds: readonly string[]): Promise<void> {
  await trx
    .updateTable('scores')
    .set({ score: scoreOf('scores.prediction', 'scores.video_id', 'scores.mood') })
    .where('video_id', 'in', videoIds)
    .execute();
}

export interface SongPrediction {
  readonly videoId: string;
  readonly prediction: MoodVector;
}

/**
 * Writes a model's predictions of some songs together with the scores they give. The songs are locked first, so
 * that no vote can come between reading their tallies and writing their scores. Songs that are gone are left out.
 */
export async function savePredictions(
  trx: Transaction<Schema>,
  modelId: number,
  predictions: readonly SongPrediction[],
): Promise<void> {
  if (predictions.length === 0) return;
  const ids = predictions.flatMap(({ videoId }) => MOODS.map(() => videoId));
  const moods = predictions.flatMap(() => [...MOODS]);
  const values = predictions.flatMap(({ prediction }) => [...prediction]);
  await sql`select from songs where video_id = any(${predictions.map((p) => p.videoId)}::text[]) order by video_id for share`.execute(
    trx,
  );
  await sql`
    insert into scores (model_id, video_id, mood, prediction, score)
    select ${modelId}::integer, p.video_id, p.mood, p.prediction, ${scoreOf('p.prediction', 'p.video_id', 'p.mood')}
    from unnest(${ids}::text[], ${moods}::text[], ${values}::double precision[]) as p (video_id, mood, prediction)
    where exists (select from songs s where s.video_id = p.video_id)
    order by p.video_id, p.mood
    on conflict (model_id, video_id, mood) do update set prediction = excluded.prediction, score = excluded.score
  `.execute(trx);
}

/** Pages of the table a statement, each of some 90 scores: few enough for the embedded database to hold up nobody. */
const PAGES_AT_ONCE = 32;

/**
 * Removes the scores of all models except `keep`, in many short steps along the table as it is stored: by key each
 * step may read the whole table, since no statistics tell yet about scores that were just written. A score that
 * somebody is changing at this moment is passed over, so that neither waits for the other for ever; the next call
 * removes it.
 */
export async function deleteStaleScores(db: Kysely<Schema>, keep: readonly number[]): Promise<void> {
  const { rows } = await sql<{ pages: number }>`
    select (pg_relation_size('scores') / current_setting('block_size')::integer)::integer as pages
  `.execute(db);
  const pages = rows[0]?.pages ?? 0;
  for (let first = 0; first < pages; first += PAGES_AT_ONCE) {
    await sql`
      delete from scores where ctid = any (array(
        select ctid from scores
        where ctid >= ${`(${first},0)`}::tid and ctid < ${`(${first + PAGES_AT_ONCE},0)`}::tid
          and model_id <> all(${[...keep]}::integer[])
        for update skip locked
      ))
    `.execute(db);
    await turn();
  }
}
