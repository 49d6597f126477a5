import { type ChatInputCommandInteraction, MessageFlags } from 'discord.js';
import type { Logger } from 'pino';
import type { Answerable } from './answerable.ts';
import { isThreadClosed } from './thread-closed.ts';

/**
 * Answers so that only the member who asked sees it, whatever was sent before. A public "thinking…" is taken away
 * first: the first message after it would otherwise be as public as it. The message of a button stays as it is.
 */
export async function privateReply(logger: Logger, interaction: Answerable, content: string): Promise<void> {
  const message = { content, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } } as const;
  if (!interaction.deferred && !interaction.replied) {
    await interaction.reply(message);
    return;
  }
  if (!interaction.isButton() && interaction.deferred && !interaction.replied)
    await removeThinking(logger, interaction);
  await interaction.followUp(message);
}

async function removeThinking(logger: Logger, interaction: ChatInputCommandInteraction): Promise<void> {
  try {
    await interaction.deleteReply();
  } catch (error) {
    if (isThreadClosed(error)) throw error;
    // The explanation matters more than a tidy channel.
    logger.warn({ err: error }, 'the public "thinking…" could not be removed');
  }
}
