import { type Kysely, type RawBuilder, sql } from 'kysely';
import { MOODS } from '../../src/moods.ts';
import type { SongText } from '../../src/text/song-text.ts';
import type { Schema } from '../schema.ts';

/** A song's id and the text the classifier reads. */
export interface SongWithText {
  readonly videoId: string;
  readonly text: SongText;
  /** When the text changed last, for `savePredictions` to see whether it is still the one that was read. */
  readonly version: string;
}

const TEXT_COLUMNS = ['title', 'description', 'tags', 'genre', 'channel', 'artist', 'instruments'] as const;

function textRows(db: Kysely<Schema>) {
  // Not a Date, which has no microseconds.
  const version = sql<string>`extract(epoch from updated_at)::text`.as('version');
  return db.selectFrom('songs').select(['video_id', ...TEXT_COLUMNS, version]);
}

type TextRow = Awaited<ReturnType<ReturnType<typeof textRows>['execute']>>[number];

function withText({ video_id, version, ...text }: TextRow): SongWithText {
  return { videoId: video_id, version, text };
}

/** The text of these songs, in no particular order. */
export async function songTexts(db: Kysely<Schema>, videoIds: readonly string[]): Promise<SongWithText[]> {
  if (videoIds.length === 0) return [];
  const rows = await textRows(db).where('video_id', 'in', videoIds).execute();
  return rows.map(withText);
}

/** The next batch of songs in the catalogue in order of their ids; start with an empty string. */
export async function songTextsAfter(
  db: Kysely<Schema>,
  videoId: string,
  limit: number,
): Promise<SongWithText[]> {
  const rows = await textRows(db)
    .where('video_id', '>', videoId)
    .where('available', '=', true)
    .orderBy('video_id')
    .limit(limit)
    .execute();
  return rows.map(withText);
}

/** Songs whose predictions a model lacks. */
export interface MissingQuery {
  readonly modelId: number;
  readonly limit: number;
}

/**
 * The ids, in order, of available songs that a model has not predicted. Each call looks through the whole catalogue
 * (a second or two for a million songs), so ask for many and read their texts in batches.
 */
export async function songsWithoutPrediction(
  db: Kysely<Schema>,
  { modelId, limit }: MissingQuery,
): Promise<string[]> {
  // A song has a model's scores of all moods or of none, so that one mood tells.
  const { rows } = await sql<{ video_id: string }>`
    select video_id from songs s
    where available and not exists (
      select from scores p
      where p.model_id = ${modelId} and p.mood = ${sql.lit(MOODS[0])} and p.video_id = s.video_id
    )
    order by video_id limit ${limit}
  `.execute(db);
  return rows.map((row) => row.video_id);
}

/**
 * The ids of songs that the active model has to predict: those whose text has changed since it did, at most `limit`,
 * and as many of those that it has not predicted at all.
 */
export async function songsToPredict(db: Kysely<Schema>, query: MissingQuery): Promise<string[]> {
  const { rows } = await outdatedSongs(query.limit).execute(db);
  const missing = await songsWithoutPrediction(db, query);
  return [...new Set([...rows.map((row) => row.video_id), ...missing])];
}

/** Songs whose text has changed since the active model predicted them, in the order of their ids. */
export function outdatedSongs(limit: number): RawBuilder<{ video_id: string }> {
  return sql`select video_id from songs where prediction_outdated order by video_id limit ${limit}`;
}
