import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { markCardDeleted } from '../../db/queries/cards.ts';
import type { Schema } from '../../db/schema.ts';
import { MOOD_INFO, MOODS } from '../moods.ts';

export interface MoodReactionsDependencies {
  readonly rest: REST;
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** What Discord answers when the rest of the emoji cannot be added either. */
const GIVE_UP = new Set<string | number>([
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.MaximumNumberOfReactionsReached,
  RESTJSONErrorCodes.ReactionWasBlocked,
]);

/** Puts the six mood emoji under a card, in order; the client keeps Discord's pace. */
export async function addMoodReactions(
  { rest, db, now, logger }: MoodReactionsDependencies,
  { channelId, messageId }: { readonly channelId: string; readonly messageId: string },
): Promise<void> {
  for (const mood of MOODS) {
    const emoji = encodeURIComponent(MOOD_INFO[mood].emoji);
    try {
      await rest.put(Routes.channelMessageOwnReaction(channelId, messageId, emoji));
    } catch (error) {
      if (!(error instanceof DiscordAPIError)) throw error;
      if (error.code === RESTJSONErrorCodes.UnknownMessage) {
        logger.info({ messageId }, 'the card was deleted before its emoji were all there; its votes stay');
        await markCardDeleted(db, messageId, now());
        return;
      }
      if (!GIVE_UP.has(error.code)) throw error;
      logger.warn(
        { channelId, messageId, mood, code: error.code },
        'no mood emoji on this card: Discord does not allow it',
      );
      return;
    }
  }
}
