import { type Kysely, sql, type Transaction } from 'kysely';
import type { Mood } from '../../src/moods.ts';
import type { Schema } from '../schema.ts';
import { rescore } from './scores.ts';

/** The two reactions with one emoji that a member can have on one message. */
export type ReactionKind = 'ordinary' | 'super';

const BITS: Readonly<Record<ReactionKind, number>> = { ordinary: 1, super: 2 };

/** One member's vote on one card, or an imported vote without a card. */
export interface VoteKey {
  readonly videoId: string;
  readonly voterId: string;
  readonly mood: Mood;
  readonly cardId: number | null;
  /** The reaction that says so; none for what was imported. */
  readonly reaction?: ReactionKind;
}

export interface Tally {
  readonly mood: Mood;
  /** Sum of the voters' shares. */
  readonly share: number;
  readonly voters: number;
}

/**
 * Serialises everything that changes the votes of a song until the transaction ends. Votes on different songs do
 * not wait for each other, and rows that only refer to a song (new cards) wait for nobody.
 */
export async function lockSongs(trx: Transaction<Schema>, videoIds: readonly string[]): Promise<void> {
  await trx
    .selectFrom('songs')
    .select('video_id')
    .where('video_id', 'in', videoIds)
    .orderBy('video_id')
    .forNoKeyUpdate()
    .execute();
}

/**
 * Adds a vote; one that is there already stays, and rests on this reaction too. Returns whether it is new.
 */
export async function insertVote(trx: Transaction<Schema>, vote: VoteKey): Promise<boolean> {
  const reactions = vote.reaction === undefined ? 0 : BITS[vote.reaction];
  const row = await trx
    .insertInto('votes')
    .values({
      video_id: vote.videoId,
      voter_id: vote.voterId,
      mood: vote.mood,
      card_id: vote.cardId,
      reactions,
    })
    .onConflict((conflict) =>
      conflict
        .constraint('votes_once')
        .doUpdateSet({ reactions: sql`votes.reactions | excluded.reactions` })
        // Discord may tell of a reaction more than once; nothing is written then.
        .where(sql<boolean>`votes.reactions | excluded.reactions <> votes.reactions`),
    )
    // A row that was not there before has no earlier version.
    .returning(sql<boolean>`xmax = 0`.as('isNew'))
    .executeTakeFirst();
  return row?.isNew === true;
}

/**
 * Takes one reaction away from a member's vote on a card, and the vote with the last one. Returns how many votes that removed.
 */
export async function withdrawReaction(
  trx: Transaction<Schema>,
  which: Required<CardVotes> & { readonly reaction: ReactionKind },
): Promise<number> {
  const left = sql<number>`reactions & ~(${sql.lit(BITS[which.reaction])}::smallint)`;
  const { numDeletedRows } = await trx
    .deleteFrom('votes')
    .where('card_id', '=', which.cardId)
    .where('voter_id', '=', which.voterId)
    .where('mood', '=', which.mood)
    .where(left, '=', 0)
    .executeTakeFirstOrThrow();
  if (numDeletedRows > 0n) return Number(numDeletedRows);
  await trx
    .updateTable('votes')
    .set({ reactions: left })
    .where('card_id', '=', which.cardId)
    .where('voter_id', '=', which.voterId)
    .where('mood', '=', which.mood)
    .execute();
  return 0;
}

/** Which votes of a card to remove; what is left out matches everything. */
export interface CardVotes {
  readonly cardId: number;
  readonly voterId?: string;
  readonly mood?: Mood;
}

/** Removes votes of a card. Returns how many there were. */
export async function deleteVotes(trx: Transaction<Schema>, which: CardVotes): Promise<number> {
  const { voterId, mood } = which;
  const { numDeletedRows } = await trx
    .deleteFrom('votes')
    .where('card_id', '=', which.cardId)
    .$if(voterId !== undefined, (query) => query.where('voter_id', '=', voterId as string))
    .$if(mood !== undefined, (query) => query.where('mood', '=', mood as Mood))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/**
 * Recomputes the tallies of these songs from their votes, and every model's scores of them. Each voter has one
 * vote per song, shared equally by the moods they chose, on whichever cards they chose them.
 */
export async function recount(trx: Transaction<Schema>, videoIds: readonly string[]): Promise<void> {
  if (videoIds.length === 0) return;
  await trx.deleteFrom('tallies').where('video_id', 'in', videoIds).execute();
  await trx
    .with('choices', (cte) =>
      cte
        .selectFrom('votes')
        .select(['video_id', 'voter_id', 'mood'])
        .distinct()
        .where('video_id', 'in', videoIds),
    )
    .with('shares', (cte) =>
      cte
        .selectFrom('choices')
        .select(['video_id', 'mood'])
        .select(sql<number>`1.0 / count(*) over (partition by video_id, voter_id)`.as('share')),
    )
    .insertInto('tallies')
    .columns(['video_id', 'mood', 'share', 'voters'])
    .expression((cte) =>
      cte
        .selectFrom('shares')
        .select(['video_id', 'mood'])
        .select(sql<number>`sum(share)::double precision`.as('share'))
        .select(sql<number>`count(*)::integer`.as('voters'))
        .groupBy(['video_id', 'mood']),
    )
    .execute();
  await rescore(trx, videoIds);
}

/** The tallies of a song, moods without votes left out. */
export function songTallies(db: Kysely<Schema>, videoId: string): Promise<Tally[]> {
  return db
    .selectFrom('tallies')
    .select(['mood', 'share', 'voters'])
    .where('video_id', '=', videoId)
    .orderBy('share', 'desc')
    .execute();
}

/** The tallies of every song that is in the catalogue and has votes, one row per (song, mood). */
export function allTallies(db: Kysely<Schema>): Promise<{ video_id: string; mood: Mood; share: number }[]> {
  return db
    .selectFrom('tallies')
    .innerJoin('songs', 'songs.video_id', 'tallies.video_id')
    .select(['tallies.video_id', 'tallies.mood', 'tallies.share'])
    .where('songs.available', '=', true)
    .orderBy('tallies.video_id')
    .execute();
}

/** How many votes have come since a moment. */
export async function countVotesSince(db: Kysely<Schema>, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('votes')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return count;
}
