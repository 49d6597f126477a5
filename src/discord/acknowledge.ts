import { type ButtonInteraction, type ChatInputCommandInteraction, MessageFlags } from 'discord.js';
import { claimInteraction } from '../../db/queries/interactions.ts';
import { AnsweredElsewhereError } from './answered-elsewhere-error.ts';
import type { BotDependencies } from './dependencies.ts';
import { isAnswered } from './too-late.ts';

type Claiming = Pick<BotDependencies, 'database' | 'now'>;

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
  deps: Claiming,
  interaction: ChatInputCommandInteraction,
  visibility: Visibility = {},
): Promise<string | undefined> {
  const messageId = await defer(interaction, visibility);
  await claim(deps, interaction.id);
  return messageId;
}

/**
 * Tells Discord within its three seconds that the button's message will change, and takes the press on. The answer of the
 * interaction is that message from then on.
 *
 * @throws AnsweredElsewhereError when another process with the same token has taken it on.
 */
export async function acknowledgePress(deps: Claiming, interaction: ButtonInteraction): Promise<void> {
  try {
    await interaction.deferUpdate();
  } catch (error) {
    if (!isAnswered(error)) throw error;
    interaction.deferred = true;
  }
  await claim(deps, interaction.id);
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

async function claim({ database, now }: Claiming, interactionId: string): Promise<void> {
  if (!(await claimInteraction(database.db, interactionId, now())))
    throw new AnsweredElsewhereError(interactionId);
}
