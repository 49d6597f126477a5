import { type Kysely, sql } from 'kysely';
import { MOODS, type Mood } from '../../src/moods.ts';
import type { Schema } from '../schema.ts';

export interface VoteCounts {
  readonly total: number;
  /** Votes by members on cards; the rest came with the starter catalogue or a file. */
  readonly onCards: number;
  /** Members who voted. */
  readonly voters: number;
}

/** How many votes there are. */
export function voteCounts(db: Kysely<Schema>): Promise<VoteCounts> {
  return db
    .selectFrom('votes')
    .select([
      sql<number>`count(*)::integer`.as('total'),
      sql<number>`count(card_id)::integer`.as('onCards'),
      sql<number>`(count(distinct voter_id) filter (where card_id is not null))::integer`.as('voters'),
    ])
    .executeTakeFirstOrThrow();
}

/** How many cards were shown. */
export async function countCards(db: Kysely<Schema>): Promise<number> {
  const { count } = await db
    .selectFrom('cards')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('message_id', 'is not', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** How many available songs are labelled foremost with each mood; of equal moods the first one counts. */
export async function labelledPerMood(db: Kysely<Schema>): Promise<Record<Mood, number>> {
  const { rows } = await sql<{ mood: Mood; songs: number }>`
    select mood, count(*)::integer as songs
    from (
      select distinct on (t.video_id) t.video_id, t.mood
      from tallies t join songs s on s.video_id = t.video_id
      where s.available
      order by t.video_id, t.share desc, array_position(${[...MOODS]}::text[], t.mood)
    ) foremost
    group by mood
  `.execute(db);
  const counts = Object.fromEntries(MOODS.map((mood) => [mood, 0])) as Record<Mood, number>;
  for (const { mood, songs } of rows) counts[mood] = songs;
  return counts;
}

export interface ActiveModelRow {
  readonly modelId: number;
  readonly trainedAt: Date;
  readonly activatedAt: Date | null;
  readonly report: object;
}

/** The active model without its artefact, or undefined when none is active. */
export function activeModelReport(db: Kysely<Schema>): Promise<ActiveModelRow | undefined> {
  return db
    .selectFrom('models')
    .select(['model_id as modelId', 'trained_at as trainedAt', 'activated_at as activatedAt', 'report'])
    .where('status', '=', 'active')
    .executeTakeFirst();
}
