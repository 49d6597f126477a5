import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type Message,
  RESTJSONErrorCodes,
} from 'discord.js';
import { setCardMessage } from '../../db/queries/cards.ts';
import { forget, type Recommendation } from '../recommend/recommend.ts';
import { why } from '../recommend/why.ts';
import { explainingClassifier } from '../training/model-age.ts';
import { cardText } from './card-text.ts';
import type { BotDependencies } from './dependencies.ts';
import { isThreadClosed } from './thread-closed.ts';

/**
 * Shows songs: the first one as the answer to the command, each further one as a message of its own, because Discord
 * plays one link a message. Each becomes a card with the six mood emoji under it.
 *
 * @param replyId the answer's message id, where Discord has told it already
 */
export async function showCards(
  deps: BotDependencies,
  interaction: ChatInputCommandInteraction,
  recommendations: readonly Recommendation[],
  replyId: string | undefined,
): Promise<void> {
  for (const [index, recommendation] of recommendations.entries()) {
    try {
      await showCard(deps, interaction, recommendation, index === 0, replyId);
    } catch (error) {
      // Without a clear no from Discord the card may be there to see, and then it takes votes.
      const refused = error instanceof DiscordAPIError;
      const unshown = recommendations.slice(refused ? index : index + 1);
      await Promise.all(unshown.map((one) => forget(deps.database.db, one)));
      if (!isThreadClosed(error) || index === 0) throw error;
      deps.logger.info({ unshown: unshown.length }, 'the thread was closed before all songs were shown');
      return;
    }
  }
}

async function showCard(
  deps: BotDependencies,
  interaction: ChatInputCommandInteraction,
  recommendation: Recommendation,
  isReply: boolean,
  replyId: string | undefined,
): Promise<void> {
  const { database, activeModel, tasks, emojiQueue, logger, now } = deps;
  const { song, mood, cardId } = recommendation;
  const reasons = why(song, mood, explainingClassifier(activeModel.current(), now()));
  const content = cardText(recommendation, reasons);
  // The id is kept before the song can be seen: a reaction may come at once.
  if (isReply && replyId !== undefined && cardId !== undefined)
    await setCardMessage(database.db, cardId, replyId);
  const message = isReply
    ? await interaction.editReply({ content, allowedMentions: { parse: [] } })
    : await sendFurther(interaction, content);
  if (cardId !== undefined && message.id !== (isReply ? replyId : undefined)) {
    await setCardMessage(database.db, cardId, message.id);
  }
  const card = { channelId: message.channelId, messageId: message.id };
  logger.info({ ...card, videoId: song.videoId, mood }, 'card shown');
  const { guildId, client } = interaction;
  tasks.run('mood emoji', () => emojiQueue.add(client.rest, { ...card, guildId }));
}

/**
 * A message to the channel takes a nonce, so that a repeated request shows no song twice; a follow-up does not, and
 * is for channels where the bot may not write by itself.
 */
async function sendFurther(interaction: ChatInputCommandInteraction, content: string): Promise<Message> {
  const { channel } = interaction;
  const message = { content, allowedMentions: { parse: [] } } as const;
  if (channel === null || !channel.isSendable()) return interaction.followUp(message);
  try {
    return await channel.send({ ...message, nonce: crypto.randomUUID().slice(0, 25), enforceNonce: true });
  } catch (error) {
    if (!mayNotWrite(error)) throw error;
    return interaction.followUp(message);
  }
}

function mayNotWrite(error: unknown): boolean {
  if (!(error instanceof DiscordAPIError)) return false;
  return (
    error.code === RESTJSONErrorCodes.MissingAccess || error.code === RESTJSONErrorCodes.MissingPermissions
  );
}
