import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
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
 *
 * @param share the mood's share of the votes, and `all` the sum over the moods; null without votes
 */
function scoreOf(prediction: string, share: RawBuilder<unknown>, all: RawBuilder<unknown>) {
  const k = sql.lit(PREDICTION_VOTERS);
  return sql<number>`(${k} * ${sql.ref(prediction)} + coalesce(${share}, 0)) / (${k} + coalesce(${all}, 0))`;
}

/** Recomputes every model's scores of these songs from the tallies, in the transaction that changed them. */
export async function rescore(trx: Transaction<Schema>, videoIds: readonly string[]): Promise<void> {
  const share = sql`(select t.share from tallies t where t.video_id = scores.video_id and t.mood = scores.mood)`;
  const all = sql`(select sum(t.share) from tallies t where t.video_id = scores.video_id)`;
  await trx
    .updateTable('scores')
    .set({ score: scoreOf('scores.prediction', share, all) })
    .where('video_id', 'in', videoIds)
    .execute();
}

export interface SongPrediction {
  readonly videoId: string;
  readonly prediction: MoodVector;
  /** The text that was read, as `SongWithText` names it; without it the prediction is taken to be up to date. */
  readonly version?: string;
}

/**
 * Writes a model's predictions of some songs together with the scores they give. The songs are locked first, so
 * that no vote can come between reading their tallies and writing their scores. Songs that are gone, or have another
 * text by now, are left out: they have no prediction until somebody makes one of the new text. With one by the active
 * model, a song's prediction is no longer outdated.
 */
export async function savePredictions(
  trx: Transaction<Schema>,
  modelId: number,
  predictions: readonly SongPrediction[],
): Promise<void> {
  const locked = await lockUnchanged(trx, predictions);
  const outdated = [...locked].filter(([, isOutdated]) => isOutdated).map(([videoId]) => videoId);
  const kept = predictions.filter(({ videoId }) => locked.has(videoId));
  if (kept.length === 0) return;
  const ids = kept.map(({ videoId }) => videoId);
  const values = kept.flatMap(({ prediction }) => [...prediction]);
  // Each id is sent once and the six values are found by their places: most of the work is in what is written.
  await sql`
    insert into scores (model_id, video_id, mood, prediction, score)
    select ${modelId}::integer, p.video_id, p.mood, p.prediction,
           ${scoreOf('p.prediction', sql.ref('t.share'), sql.ref('a.share'))}
    from (
      select s.video_id, m.mood, (${values}::double precision[])[(s.n - 1) * ${sql.lit(MOODS.length)} + m.n] as prediction
      from unnest(${ids}::text[]) with ordinality as s (video_id, n),
           unnest(${[...MOODS]}::text[]) with ordinality as m (mood, n)
    ) p
    left join tallies t on t.video_id = p.video_id and t.mood = p.mood
    left join (
      select video_id, sum(share) as share from tallies where video_id = any(${ids}::text[]) group by video_id
    ) a on a.video_id = p.video_id
    order by p.video_id, p.mood
    on conflict (model_id, video_id, mood) do update set prediction = excluded.prediction, score = excluded.score
  `.execute(trx);
  if (outdated.length === 0) return;
  await sql`
    update songs set prediction_outdated = false
    where video_id = any(${outdated}::text[])
      and exists (select from models where model_id = ${modelId} and status = 'active')
  `.execute(trx);
}

/**
 * Locks the songs whose text is still the one that was read, against votes and further changes. The lock is one that
 * allows to change them: two transactions that share one could not both get that later.
 *
 * @returns their ids, and whether the active model's prediction is outdated.
 */
async function lockUnchanged(
  trx: Transaction<Schema>,
  predictions: readonly SongPrediction[],
): Promise<Map<string, boolean>> {
  const ids = predictions.map(({ videoId }) => videoId);
  const versions = predictions.map(({ version }) => version ?? null);
  const { rows } = await sql<{ video_id: string; prediction_outdated: boolean }>`
    select s.video_id, s.prediction_outdated
    from unnest(${ids}::text[], ${versions}::text[]) as p (video_id, version)
    join songs s on s.video_id = p.video_id
    where p.version is null or extract(epoch from s.updated_at) = p.version::numeric
    order by s.video_id
    for no key update of s
  `.execute(trx);
  return new Map(rows.map((row) => [row.video_id, row.prediction_outdated]));
}

/** Pages of the table a statement, each of some 90 scores: few enough for the embedded database to hold up nobody. */
const PAGES_AT_ONCE = 32;

/**
 * Removes the scores of all models except `keep`, in many short steps along the table as it is stored: by key each
 * step may read the whole table, since no statistics tell yet about scores that were just written. A score that
 * somebody is changing at this moment is passed over, so that neither waits for the other for ever; the next call
 * removes it, and what is left when the signal is aborted.
 */
export async function deleteStaleScores(
  db: Kysely<Schema>,
  keep: readonly number[],
  signal?: AbortSignal,
): Promise<void> {
  if (!(await anyScoresBut(db, keep))) return;
  const { rows } = await sql<{ pages: number }>`
    select (pg_relation_size('scores') / current_setting('block_size')::integer)::integer as pages
  `.execute(db);
  const pages = rows[0]?.pages ?? 0;
  for (let first = 0; first < pages && !signal?.aborted; first += PAGES_AT_ONCE) {
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

/**
 * One look at the index a model, so that nothing walks along a large table in vain; `offset 0` keeps the planner from
 * joining the two tables instead.
 */
async function anyScoresBut(db: Kysely<Schema>, models: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    select from models m
    where model_id <> all(${[...models]}::integer[])
      and exists (select from scores s where s.model_id = m.model_id offset 0)
    limit 1
  `.execute(db);
  return rows.length > 0;
}
