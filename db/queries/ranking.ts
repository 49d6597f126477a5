import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Mood } from '../../src/moods.ts';
import type { Schema } from '../schema.ts';

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
  readonly regionsAllowed: readonly string[] | null;
  readonly regionsBlocked: readonly string[];
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
 * The available songs with the highest scores for a mood, re-uploads of others left out. Where no model is active, the
 * songs with votes for the mood, by the share of their votes.
 */
export async function topSongs(db: Kysely<Schema>, query: RankingQuery): Promise<RankedSong[]> {
  const { rows: songs } = await byScore(query).execute(db);
  if (songs.length > 0) return songs;
  return (await byVotes(query).execute(db)).rows;
}

// Which model is active is part of the statement: between two, another could be, and the old one's scores be gone.
const ACTIVE = sql`(select model_id from models where status = 'active')`;

/** The songs that the active model has scores for; the index of the ranking gives them in their order. */
export function byScore(query: RankingQuery): RawBuilder<RankedSong> {
  return ranked(
    query,
    sql`select video_id, score from scores where model_id = ${ACTIVE} and mood = ${query.mood}`,
  );
}

function byVotes(query: RankingQuery): RawBuilder<RankedSong> {
  return ranked(
    query,
    sql`
      select video_id, share / (select sum(a.share) from tallies a where a.video_id = t.video_id) as score
      from tallies t where mood = ${query.mood} and not exists ${ACTIVE}`,
  );
}

function ranked(
  { mood, limit, only, except = [] }: RankingQuery,
  scores: RawBuilder<unknown>,
): RawBuilder<RankedSong> {
  return sql<RankedSong>`
    select s.video_id as "videoId", s.title, s.description, s.tags, s.channel, s.genre, s.artist, s.instruments,
      s.license, s.attribution, s.regions_allowed as "regionsAllowed", s.regions_blocked as "regionsBlocked", r.score,
      coalesce((select t.voters from tallies t where t.video_id = s.video_id and t.mood = ${mood}), 0) as voters,
      (select round(coalesce(sum(t.share), 0))::integer from tallies t where t.video_id = s.video_id) as "allVoters"
    from (${scores}) as r
    join songs s on s.video_id = r.video_id
    where s.available and s.duplicate_of is null
      and not (s.video_id = any(${except}::text[]))
      ${only === undefined ? sql`` : sql`and s.video_id = any(${only}::text[])`}
    order by r.score desc, s.video_id
    limit ${limit}
  `;
}
