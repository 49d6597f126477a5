import { type Kysely, sql } from 'kysely';
import type { Mood } from '../../src/moods.ts';
import type { Schema, SongOrigin } from '../schema.ts';

export interface LabelledSong {
  readonly video_id: string;
  readonly title: string;
  readonly description: string;
  readonly origin: SongOrigin;
  /** When its text was read from YouTube's API; null for text that is not from there. */
  readonly fetched_at: Date | null;
  /** The sum of the voters' shares for each mood that has votes. */
  readonly tallies: Readonly<Partial<Record<Mood, number>>>;
  /** The active model's probabilities, empty without one. */
  readonly predictions: Readonly<Partial<Record<Mood, number>>>;
}

/** The next songs of the catalogue in the order of their ids; begin with an empty string. */
export async function labelledSongsAfter(
  db: Kysely<Schema>,
  videoId: string,
  limit: number,
): Promise<LabelledSong[]> {
  const { rows } = await sql<LabelledSong>`
    select s.video_id, s.title, s.description, s.origin, s.fetched_at,
           coalesce((select json_object_agg(t.mood, t.share) from tallies t where t.video_id = s.video_id), '{}')
             as tallies,
           coalesce((select json_object_agg(c.mood, c.prediction)
                     from scores c join models m on m.model_id = c.model_id and m.status = 'active'
                     where c.video_id = s.video_id), '{}') as predictions
    from songs s
    where s.available and s.video_id > ${videoId}
    order by s.video_id
    limit ${limit}
  `.execute(db);
  return rows;
}
