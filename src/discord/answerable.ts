import type { ButtonInteraction, ChatInputCommandInteraction } from 'discord.js';

/** What a member did that wants an answer: used a slash command, or pressed a button. */
export type Answerable = ChatInputCommandInteraction | ButtonInteraction;

/** How the log calls it. */
export function nameOf(interaction: Answerable): string {
  return interaction.isButton() ? `button ${interaction.customId}` : `/${interaction.commandName}`;
}
