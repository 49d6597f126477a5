import { setTimeout as pause } from 'node:timers/promises';
import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { createFairLine } from '../concurrency/fair-line.ts';
import { MOOD_INFO, MOODS, type Mood } from '../moods.ts';
import { isThreadClosed } from './thread-closed.ts';

export interface CardMessage {
  /** Null in a direct message. */
  readonly guildId: string | null;
  readonly channelId: string;
  readonly messageId: string;
}

/** What Discord answers when the rest of the emoji cannot be added either. */
const GIVE_UP = new Set<string | number>([
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.MaximumNumberOfReactionsReached,
  RESTJSONErrorCodes.ReactionWasBlocked,
]);

/** How many cards of one server, and of all, may wait for emoji; of more, the oldest go without. */
const MOST_OF_SERVER = 50;
const MOST = 1_000;

/** Nobody looks at a card for its emoji after that; members can still react by themselves. */
const LONGEST_WAIT_MS = 3 * 60_000;

/** A request that takes longer, as in a channel where Discord wants a long pause, ends the card's turn. */
const LONGEST_REQUEST_MS = 10_000;

/** Requests a second that the emoji leave to answers, of the 50 that the client allows itself. */
const RESERVE = 25;

/** Puts the six mood emoji under cards, in order. */
export interface EmojiQueue {
  /** Resolves when the card has its emoji, or is to get no more of them. */
  add(rest: REST, card: CardMessage): Promise<void>;
}

export interface EmojiQueueDependencies {
  readonly logger: Logger;
  readonly now: () => Date;
}

interface WaitingCard extends CardMessage {
  readonly rest: REST;
  readonly since: number;
  /** What it still has to get; an emoji that failed is tried once more after the others, which costs the card no other. */
  readonly left: Mood[];
  readonly retried: Set<Mood>;
  readonly done: () => void;
}

/**
 * The emoji of all cards go through one queue: Discord takes about four a second of a bot, and they must not use up the
 * requests that answers to members need. Servers take turns, emoji by emoji, and a server's newest card comes first: that is
 * the one being looked at.
 */
export function createEmojiQueue({ logger, now }: EmojiQueueDependencies): EmojiQueue {
  const line = createFairLine<WaitingCard>({ mostOfGroup: MOST_OF_SERVER, most: MOST });
  let working = false;

  function remove(card: WaitingCard): void {
    line.remove(serverOf(card), card);
    card.done();
  }

  function leaveOut(cards: readonly WaitingCard[], why: string): void {
    if (cards.length === 0) return;
    logger.warn({ cards: cards.length, waiting: line.size, why }, 'cards go without the rest of their emoji');
    for (const card of cards) card.done();
  }

  async function step(card: WaitingCard): Promise<void> {
    const mood = card.left.shift();
    const result = mood === undefined ? 'give up' : await addInTime({ rest: card.rest, logger }, card, mood);
    if (result === 'give up') card.left.length = 0;
    if (mood !== undefined && result === 'failed' && !card.retried.has(mood)) {
      card.retried.add(mood);
      card.left.push(mood);
    }
    if (card.left.length === 0) remove(card);
  }

  async function work(): Promise<void> {
    for (;;) {
      const latest = now().getTime() - LONGEST_WAIT_MS;
      leaveOut(
        line.removeOldest(({ since }) => since < latest),
        'they waited too long',
      );
      const card = line.next();
      if (card === undefined) break;
      await step(card);
    }
    working = false;
  }

  return {
    add(rest, card) {
      return new Promise((resolve) => {
        const since = now().getTime();
        const waiting = { ...card, rest, since, left: [...MOODS], retried: new Set<Mood>(), done: resolve };
        leaveOut(line.add(serverOf(waiting), waiting), 'there are too many');
        if (working) return;
        working = true;
        void work();
      });
    },
  };
}

/** A direct message is a server of its own. */
function serverOf({ guildId, channelId }: CardMessage): string {
  return guildId ?? channelId;
}

/** Like {@link addReaction}, but one that Discord does not answer keeps no other card waiting. */
async function addInTime(
  deps: AddReactionDependencies,
  card: CardMessage,
  mood: Mood,
): Promise<'added' | 'failed' | 'give up'> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'give up'>((resolve) => {
    timer = setTimeout(() => {
      deps.logger.warn(
        { channelId: card.channelId, messageId: card.messageId, mood },
        'Discord did not take a mood emoji in time',
      );
      resolve('give up');
    }, LONGEST_REQUEST_MS);
  });
  try {
    return await Promise.race([addReaction(deps, card, mood), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

interface AddReactionDependencies {
  readonly rest: REST;
  readonly logger: Logger;
}

async function addReaction(
  { rest, logger }: AddReactionDependencies,
  { channelId, messageId }: CardMessage,
  mood: Mood,
): Promise<'added' | 'failed' | 'give up'> {
  try {
    const emoji = encodeURIComponent(MOOD_INFO[mood].emoji);
    await room(rest);
    await rest.put(Routes.channelMessageOwnReaction(channelId, messageId, emoji));
    return 'added';
  } catch (error) {
    const code = error instanceof DiscordAPIError ? error.code : undefined;
    if (code === RESTJSONErrorCodes.UnknownMessage) {
      logger.info({ messageId }, 'the card was deleted before its emoji were all there; its votes stay');
      return 'give up';
    }
    if (isThreadClosed(error)) {
      logger.info(
        { channelId, messageId },
        'the thread was closed before the emoji of a card were all there',
      );
      return 'give up';
    }
    if (code !== undefined && GIVE_UP.has(code)) {
      logger.warn(
        { channelId, messageId, mood, code },
        'no mood emoji on this card: Discord does not allow it',
      );
      return 'give up';
    }
    logger.error({ err: error, channelId, messageId, mood }, 'a mood emoji could not be added');
    return 'failed';
  }
}

/** Waits while the client's requests of this second are nearly used up. */
async function room(rest: REST): Promise<void> {
  while (rest.globalRemaining <= RESERVE && Date.now() <= rest.globalReset) {
    await pause(Math.max(rest.globalReset - Date.now(), 1));
  }
}
