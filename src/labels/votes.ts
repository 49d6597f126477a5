import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type Card, cardOfMessage } from '../../db/queries/cards.ts';
import {
  deleteVotes,
  insertVote,
  lockSongs,
  type ReactionKind,
  recount,
  songTallies,
  type Tally,
  withdrawReaction,
} from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import type { Mood } from '../moods.ts';

export interface VoteDependencies {
  readonly db: Kysely<Schema>;
  readonly logger: Logger;
}

/** One member's choice of one mood on one message. */
export interface MemberVote {
  readonly messageId: string;
  readonly voterId: string;
  readonly mood: Mood;
  /** An ordinary reaction unless told. Both together are one vote, and either alone keeps it. */
  readonly reaction?: ReactionKind;
}

/** What a change of votes came to, once it is committed. */
export interface VoteOutcome {
  readonly videoId: string;
  /** How many votes were added or removed; 0 when everything was so already. */
  readonly changed: number;
  readonly tallies: readonly Tally[];
}

/**
 * Counts a member's vote. Tallies and scores of the song change in the same transaction; the log says
 * "vote committed" only after it.
 *
 * @returns undefined when the message is not a card.
 */
export function castVote(deps: VoteDependencies, vote: MemberVote): Promise<VoteOutcome | undefined> {
  return change(deps, vote, 'vote committed', async (trx, card) =>
    Number(
      await insertVote(trx, {
        videoId: card.videoId,
        voterId: vote.voterId,
        mood: vote.mood,
        cardId: card.cardId,
        reaction: vote.reaction ?? 'ordinary',
      }),
    ),
  );
}

/** Takes a member's reaction back, and the vote with the last of them. @returns undefined when the message is not a card. */
export function withdrawVote(deps: VoteDependencies, vote: MemberVote): Promise<VoteOutcome | undefined> {
  return change(deps, vote, 'vote withdrawn', (trx, card) =>
    withdrawReaction(trx, {
      cardId: card.cardId,
      voterId: vote.voterId,
      mood: vote.mood,
      reaction: vote.reaction ?? 'ordinary',
    }),
  );
}

/**
 * Takes back every vote on a card, or every vote for one mood on it, as when a moderator clears its reactions.
 *
 * @returns undefined when the message is not a card.
 */
export function clearVotes(
  deps: VoteDependencies,
  which: { readonly messageId: string; readonly mood?: Mood },
): Promise<VoteOutcome | undefined> {
  const { mood } = which;
  return change(deps, which, 'votes cleared', (trx, card) =>
    deleteVotes(trx, mood === undefined ? { cardId: card.cardId } : { cardId: card.cardId, mood }),
  );
}

async function change(
  { db, logger }: VoteDependencies,
  which: { readonly messageId: string; readonly voterId?: string; readonly mood?: Mood },
  done: string,
  apply: (trx: Parameters<typeof insertVote>[0], card: Card) => Promise<number>,
): Promise<VoteOutcome | undefined> {
  const card = await cardOfMessage(db, which.messageId);
  if (card === undefined) return undefined;
  const outcome = await db.transaction().execute(async (trx) => {
    await lockSongs(trx, [card.videoId]);
    const changed = await apply(trx, card);
    if (changed > 0) await recount(trx, [card.videoId]);
    return { videoId: card.videoId, changed, tallies: await songTallies(trx, card.videoId) };
  });
  logger.info({ ...which, videoId: card.videoId, changed: outcome.changed }, done);
  return outcome;
}
