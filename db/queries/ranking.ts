import { type Kysely, sql } from 'kysely';
import type { Mood } from '../../src/moods.ts';
import type { Schema } from '../schema.ts';
import { activeModelId } from './models.ts';

/** A song as a card and its "why" line need it. */
export interface RankedSong {
  readonly videoId: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly channel: string;
  readonly genre: string;
  readonly artist: string;
  readonly instruments: readonly string[];
  readonly license: string;
  readonly attribution: string;
  /** For the mood that was asked for. */
  readonly score: number;
  /** How many voters chose the mood, and how many voted on the song at all. */
  readonly voters: number;
  readonly allVoters: number;
}

export interface RankingQuery {
  readonly mood: Mood;
  readonly limit: number;
  /** Only these songs, or all but these. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

/**
 * The available songs with the highest scores for a mood. Where no model is active, the songs with votes for the
 * mood, by the share of their votes.
 */
export async function topSongs(db: Kysely<Schema>, query: RankingQuery): Promise<RankedSong[]> {
  const { mood, limit, only, except = [] } = query;
  const modelId = await activeModelId(db);
  const share = sql<number>`(select coalesce(sum(t.share), 0)::double precision from tallies t where t.video_id = s.video_id)`;
  const ranked =
    modelId === undefined
      ? sql`select video_id, share / nullif((select sum(a.share) from tallies a where a.video_id = t.video_id), 0) as score
            from tallies t where mood = ${mood}`
      : sql`select video_id, score from scores where model_id = ${modelId} and mood = ${mood}`;
  const { rows } = await sql<RankedSong>`
    select s.video_id as "videoId", s.title, s.description, s.tags, s.channel, s.genre, s.artist, s.instruments,
      s.license, s.attribution, r.score,
      coalesce((select t.voters from tallies t where t.video_id = s.video_id and t.mood = ${mood}), 0) as voters,
      round(${share})::integer as "allVoters"
    from (${ranked}) as r
    join songs s on s.video_id = r.video_id
    where s.available
      and not (s.video_id = any(${except}::text[]))
      ${only === undefined ? sql`` : sql`and s.video_id = any(${only}::text[])`}
    order by r.score desc, s.video_id
    limit ${limit}
  `.execute(db);
  return rows;
}
