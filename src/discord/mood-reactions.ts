import { setTimeout as pause } from 'node:timers/promises';
import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Logger } from 'pino';
import type { KeyedQueue } from '../concurrency/keyed-queue.ts';
import { MOOD_INFO, MOODS, type Mood } from '../moods.ts';

export interface MoodReactionsDependencies {
  readonly rest: REST;
  readonly queue: KeyedQueue;
  readonly logger: Logger;
}

export interface CardMessage {
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

/** Requests a second that the emoji leave to answers, of the 50 that the client allows itself. */
const RESERVE = 25;

/**
 * Puts the six mood emoji under a card, in order. One that fails is tried once more after the others, which costs the
 * card no other emoji.
 *
 * The emoji of all cards go through one queue: Discord takes about four a second of a bot, and they must not use up the
 * requests that answers to members need.
 */
export async function addMoodReactions(deps: MoodReactionsDependencies, card: CardMessage): Promise<void> {
  const missed: Mood[] = [];
  for (const mood of MOODS) {
    const result = await addReaction(deps, card, mood);
    if (result === 'give up') return;
    if (result === 'failed') missed.push(mood);
  }
  for (const mood of missed) if ((await addReaction(deps, card, mood)) === 'give up') return;
}

async function addReaction(
  { rest, queue, logger }: MoodReactionsDependencies,
  { channelId, messageId }: CardMessage,
  mood: Mood,
): Promise<'added' | 'failed' | 'give up'> {
  try {
    const emoji = encodeURIComponent(MOOD_INFO[mood].emoji);
    await queue.run('emoji', async () => {
      await room(rest);
      await rest.put(Routes.channelMessageOwnReaction(channelId, messageId, emoji));
    });
    return 'added';
  } catch (error) {
    const code = error instanceof DiscordAPIError ? error.code : undefined;
    if (code === RESTJSONErrorCodes.UnknownMessage) {
      logger.info({ messageId }, 'the card was deleted before its emoji were all there; its votes stay');
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
