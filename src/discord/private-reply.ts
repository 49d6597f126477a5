import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  MessageFlags,
  RESTJSONErrorCodes,
} from 'discord.js';

/**
 * Answers so that only the member who asked sees it, whatever was sent before. A public "thinking…" is taken away
 * first: the first message after it would otherwise be as public as it.
 */
export async function privateReply(interaction: ChatInputCommandInteraction, content: string): Promise<void> {
  const message = { content, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } } as const;
  if (!interaction.deferred && !interaction.replied) {
    await interaction.reply(message);
    return;
  }
  if (interaction.deferred && !interaction.replied) await removeThinking(interaction);
  await interaction.followUp(message);
}

async function removeThinking(interaction: ChatInputCommandInteraction): Promise<void> {
  try {
    await interaction.deleteReply();
  } catch (error) {
    // Somebody has removed it already, which is what was wanted.
    if (!(error instanceof DiscordAPIError) || error.code !== RESTJSONErrorCodes.UnknownMessage) throw error;
  }
}
