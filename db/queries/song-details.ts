import type { Kysely } from 'kysely';
import type { Mood } from '../../src/moods.ts';
import type { SongText } from '../../src/text/song-text.ts';
import type { Schema } from '../schema.ts';

/** All that people are told of a song, whether it is in the catalogue still or not. */
export interface SongRow extends SongText {
  readonly videoId: string;
  readonly license: string;
  readonly attribution: string;
  readonly regionsAllowed: readonly string[] | null;
  readonly regionsBlocked: readonly string[];
  /** By YouTube's word; null where it says none. */
  readonly madeForKids: boolean | null;
  /** The song that this one is a re-upload of. */
  readonly duplicateOf: string | null;
  /** False once it left the catalogue; without a title then, if its text was erased. */
  readonly available: boolean;
}

/** A song by its id, or undefined where the catalogue never had it. */
export function songById(db: Kysely<Schema>, videoId: string): Promise<SongRow | undefined> {
  return db
    .selectFrom('songs')
    .select(['video_id as videoId', 'title', 'description', 'tags', 'genre', 'channel', 'artist'])
    .select(['instruments', 'license', 'attribution', 'available', 'duplicate_of as duplicateOf'])
    .select(['regions_allowed as regionsAllowed', 'regions_blocked as regionsBlocked'])
    .select('made_for_kids as madeForKids')
    .where('video_id', '=', videoId)
    .executeTakeFirst();
}

export interface SongScore {
  readonly mood: Mood;
  readonly prediction: number;
  readonly score: number;
}

/** What the active model predicts for a song and what ranking makes of it; empty where there is nothing yet. */
export function songScores(db: Kysely<Schema>, videoId: string): Promise<SongScore[]> {
  return db
    .selectFrom('scores')
    .innerJoin('models', 'models.model_id', 'scores.model_id')
    .select(['scores.mood', 'scores.prediction', 'scores.score'])
    .where('scores.video_id', '=', videoId)
    .where('models.status', '=', 'active')
    .execute();
}
