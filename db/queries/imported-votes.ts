import { type Kysely, sql, type Transaction } from 'kysely';
import type { Mood } from '../../src/moods.ts';
import type { Schema } from '../schema.ts';

/** The moods that one voter gives a song without a card; none takes the vote back. */
export interface ImportedVote {
  readonly videoId: string;
  readonly moods: readonly Mood[];
}

/** The moods that a voter has given these songs without a card; songs without any are left out. */
export async function importedMoods(
  db: Kysely<Schema>,
  voterId: string,
  videoIds: readonly string[],
): Promise<Map<string, Set<Mood>>> {
  const { rows } = await sql<{ video_id: string; moods: Mood[] }>`
    select video_id, array_agg(mood) as moods from votes
    where voter_id = ${voterId} and card_id is null and video_id = any(${[...videoIds]}::text[])
    group by video_id
  `.execute(db);
  return new Map(rows.map(({ video_id, moods }) => [video_id, new Set(moods)]));
}

/** The tallies of these songs; songs without votes are left out. */
export async function talliesOf(
  db: Kysely<Schema>,
  videoIds: readonly string[],
): Promise<Map<string, Partial<Record<Mood, number>>>> {
  const { rows } = await sql<{ video_id: string; tallies: Partial<Record<Mood, number>> }>`
    select video_id, json_object_agg(mood, share) as tallies from tallies
    where video_id = any(${[...videoIds]}::text[])
    group by video_id
  `.execute(db);
  return new Map(rows.map(({ video_id, tallies }) => [video_id, tallies]));
}

/**
 * Puts a voter's votes without a card in place of the earlier ones for the same songs. Tallies and scores are the
 * caller's to bring up to date.
 */
export async function replaceImportedVotes(
  trx: Transaction<Schema>,
  voterId: string,
  votes: readonly ImportedVote[],
  now: Date,
): Promise<void> {
  const rows = votes.flatMap(({ videoId, moods }) => moods.map((mood) => ({ videoId, mood })));
  await sql`
    delete from votes
    where voter_id = ${voterId} and card_id is null and video_id = any(${votes.map(({ videoId }) => videoId)}::text[])
  `.execute(trx);
  await sql`
    insert into votes (video_id, voter_id, mood, card_id, created_at)
    select video_id, ${voterId}, mood, null, ${now}::timestamptz
    from unnest(${rows.map(({ videoId }) => videoId)}::text[], ${rows.map(({ mood }) => mood)}::text[]) as v (video_id, mood)
  `.execute(trx);
}
