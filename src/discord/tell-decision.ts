import { type APIMessage, type Client, Routes } from 'discord.js';
import type { Logger } from 'pino';
import type { Decided } from '../catalogue/suggestions/suggest.ts';
import { describeDecided } from './suggestion-text.ts';
import { isThreadClosed } from './thread-closed.ts';

/**
 * Writes what was decided elsewhere into the message that shows a suggestion to everybody, and takes its buttons away. The
 * decision stands whatever becomes of it: a message may be deleted, or its channel closed to the bot by now.
 */
export async function tellDecision(client: Client, logger: Logger, decided: Decided): Promise<void> {
  if (decided.shownIn === undefined) return;
  const { channelId, messageId } = decided.shownIn;
  const route = Routes.channelMessage(channelId, messageId);
  try {
    const { content } = (await client.rest.get(route)) as APIMessage;
    const body = {
      content: describeDecided(content, decided),
      components: [],
      allowed_mentions: { parse: [] },
    };
    await client.rest.patch(route, { body });
  } catch (error) {
    const level = isThreadClosed(error) ? 'info' : 'warn';
    logger[level]({ err: error, channelId, messageId }, 'the message of a suggestion could not be changed');
  }
}
