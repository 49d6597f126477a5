import {
  type Client,
  Events,
  type Message,
  type MessageReaction,
  type MessageReactionEventDetails,
  type PartialMessage,
  type PartialMessageReaction,
  type PartialUser,
  type User,
} from 'discord.js';
import { createKeyedQueue } from '../concurrency/keyed-queue.ts';
import { createTurns } from '../concurrency/turns.ts';
import { castVote, clearVotes, type VoteOutcome, withdrawVote } from '../labels/votes.ts';
import { type Mood, moodOfEmoji } from '../moods.ts';
import type { BotDependencies } from './dependencies.ts';
import { atOnce } from './limits.ts';

const REACTION_EVENTS = [
  Events.MessageReactionAdd,
  Events.MessageReactionRemove,
  Events.MessageReactionRemoveAll,
  Events.MessageReactionRemoveEmoji,
] as const;

/** So many members' reactions at once are no use of the bot any more; below that none is lost. */
const MOST_WAITING = 100_000;

type AnyReaction = MessageReaction | PartialMessageReaction;
type AnyMessage = Message | PartialMessage;
type AnyUser = User | PartialUser;

/**
 * Turns reactions into votes from the ids alone: the card's row says which song the message shows, so nothing is
 * fetched and cards from before a restart count the same. Events of one message are worked off in the order they
 * came, of a member's changes of one emoji only the last; a vote is done when it is committed.
 */
export function followReactions(client: Client, deps: BotDependencies): void {
  const { database, logger, tasks, pendingCards } = deps;
  const votes = { db: database.db, logger };
  const queue = createKeyedQueue();
  let wasFull = false;
  const turns = createTurns({ atOnce: atOnce(database) });

  /** @param slot what the change is about, and which earlier ones that still wait it makes void */
  function enqueue(
    name: string,
    message: AnyMessage,
    slot: Slot,
    work: () => Promise<VoteOutcome | undefined>,
  ) {
    const change = async () => {
      const outcome = await turns.take(work);
      // Perhaps a card of ours whose id this process is only about to learn.
      if (outcome === undefined && isOwn(client, message) && (await pendingCards.settled()))
        await turns.take(work);
    };
    if (isFull(message)) return;
    tasks.run(name, () => queue.runLatest(message.id, slot.name, change, slot.overtakes));
  }

  /** Says so once for as long as it lasts: a line for each reaction would be too much as well. */
  function isFull({ id: messageId }: AnyMessage): boolean {
    const full = queue.waiting >= MOST_WAITING;
    if (full && !wasFull)
      logger.error({ messageId, waiting: queue.waiting }, 'too many reactions: votes get lost');
    wasFull = full;
    return full;
  }

  function onReaction(
    name: string,
    reaction: AnyReaction,
    user: AnyUser,
    { burst }: MessageReactionEventDetails,
    change: typeof castVote,
  ): void {
    const mood = moodOf(reaction);
    if (mood === undefined || user.bot === true || user.id === client.user?.id) return;
    const kind = burst ? 'super' : 'ordinary';
    const vote = { messageId: reaction.message.id, voterId: user.id, mood, reaction: kind } as const;
    // Whatever a member did to one emoji meanwhile, only its last state is a vote or none.
    enqueue(name, reaction.message, { name: `${mood} ${user.id} ${kind}` }, () => change(votes, vote));
  }

  client.on(Events.MessageReactionAdd, (reaction, user, details) =>
    onReaction('vote', reaction, user, details, castVote),
  );
  client.on(Events.MessageReactionRemove, (reaction, user, details) =>
    onReaction('vote withdrawal', reaction, user, details, withdrawVote),
  );
  client.on(Events.MessageReactionRemoveAll, (message) =>
    enqueue('clearing votes', message, { name: 'all', overtakes: () => true }, () =>
      clearVotes(votes, { messageId: message.id }),
    ),
  );
  client.on(Events.MessageReactionRemoveEmoji, (reaction) => {
    const mood = moodOf(reaction);
    if (mood === undefined) return;
    const slot = { name: mood, overtakes: (other: string) => other.startsWith(`${mood} `) };
    enqueue('clearing votes', reaction.message, slot, () =>
      clearVotes(votes, { messageId: reaction.message.id, mood }),
    );
  });
}

/** Where a change waits: of two in one place only the later one counts. */
interface Slot {
  readonly name: string;
  readonly overtakes?: (other: string) => boolean;
}

function moodOf({ emoji }: AnyReaction): Mood | undefined {
  return emoji.id === null ? moodOfEmoji(emoji.name) : undefined;
}

/** A partial message does not know its author, so it may be ours. */
function isOwn(client: Client, message: AnyMessage): boolean {
  return message.author === null || message.author.id === client.user?.id;
}

/** Takes no more reactions. */
export function unfollowReactions(client: Client): void {
  for (const event of REACTION_EVENTS) client.removeAllListeners(event);
}
