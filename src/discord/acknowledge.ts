import { type ChatInputCommandInteraction, MessageFlags } from 'discord.js';
import { claimInteraction } from '../../db/queries/interactions.ts';
import { AnsweredElsewhereError } from './answered-elsewhere-error.ts';
import type { BotDependencies } from './dependencies.ts';
import { isAnswered } from './too-late.ts';

/** Who sees the answer: everybody in the channel unless `private` is set. */
export interface Visibility {
  readonly private?: boolean;
}

/**
 * Tells Discord within its three seconds that an answer will come, and takes the command on.
 *
 * @returns the id of the message the answer will be, or undefined when Discord did not say.
 * @throws AnsweredElsewhereError when another process with the same token has taken it on.
 */
export async function acknowledge(
  { database, now }: Pick<BotDependencies, 'database' | 'now'>,
  interaction: ChatInputCommandInteraction,
  visibility: Visibility = {},
): Promise<string | undefined> {
  const messageId = await defer(interaction, visibility);
  if (!(await claimInteraction(database.db, interaction.id, now())))
    throw new AnsweredElsewhereError(interaction.id);
  return messageId;
}

async function defer(
  interaction: ChatInputCommandInteraction,
  { private: ephemeral = false }: Visibility,
): Promise<string | undefined> {
  try {
    const response = await interaction.deferReply({
      withResponse: true,
      ...(ephemeral && { flags: MessageFlags.Ephemeral }),
    });
    return response.resource?.message?.id;
  } catch (error) {
    if (!isAnswered(error)) throw error;
    // Either the client repeated a request whose answer was lost, or another process was faster: the claim tells.
    interaction.deferred = true;
    interaction.ephemeral = ephemeral;
    return undefined;
  }
}
