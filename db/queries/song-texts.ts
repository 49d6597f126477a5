import type { Kysely } from 'kysely';
import type { SongText } from '../../src/text/song-text.ts';
import type { Schema } from '../schema.ts';

/** A song's id and the text the classifier reads. */
export interface SongWithText {
  readonly videoId: string;
  readonly text: SongText;
}

const TEXT_COLUMNS = ['title', 'description', 'tags', 'genre', 'channel', 'artist', 'instruments'] as const;

/** The text of these songs, in no particular order. */
export async function songTexts(db: Kysely<Schema>, videoIds: readonly string[]): Promise<SongWithText[]> {
  if (videoIds.length === 0) return [];
  const rows = await db
    .selectFrom('songs')
    .select(['video_id', ...TEXT_COLUMNS])
    .where('video_id', 'in', videoIds)
    .execute();
  return rows.map(({ video_id, ...text }) => ({ videoId: video_id, text }));
}

/** The next batch of songs in the catalogue in order of their ids; start with an empty string. */
export async function songTextsAfter(
  db: Kysely<Schema>,
  videoId: string,
  limit: number,
): Promise<SongWithText[]> {
  const rows = await db
    .selectFrom('songs')
    .select(['video_id', ...TEXT_COLUMNS])
    .where('video_id', '>', videoId)
    .where('available', '=', true)
    .orderBy('video_id')
    .limit(limit)
    .execute();
  return rows.map(({ video_id, ...text }) => ({ videoId: video_id, text }));
}

export interface MissingQuery {
  readonly modelId: number;
  readonly limit: number;
  /** Songs whose text changed at or after this moment count as missing too. */
  readonly changedSince?: Date;
}

/** Available songs that a model has not predicted. */
export async function songTextsWithoutPrediction(
  db: Kysely<Schema>,
  { modelId, limit, changedSince }: MissingQuery,
): Promise<SongWithText[]> {
  const rows = await db
    .selectFrom('songs')
    .select(['video_id', ...TEXT_COLUMNS])
    .where('available', '=', true)
    .where((where) => {
      const predicted = where
        .selectFrom('scores')
        .select('scores.video_id')
        .whereRef('scores.video_id', '=', 'songs.video_id')
        .where('scores.model_id', '=', modelId);
      const missing = where.not(where.exists(predicted));
      return changedSince === undefined
        ? missing
        : where.or([missing, where('updated_at', '>=', changedSince)]);
    })
    .orderBy('video_id')
    .limit(limit)
    .execute();
  return rows.map(({ video_id, ...text }) => ({ videoId: video_id, text }));
}
