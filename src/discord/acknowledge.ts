import { type ChatInputCommandInteraction, DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';

/**
 * Tells Discord within its three seconds that an answer will come.
 *
 * @returns the id of the message the answer will be, or undefined when Discord did not say.
 */
export async function acknowledge(interaction: ChatInputCommandInteraction): Promise<string | undefined> {
  try {
    const response = await interaction.deferReply({ withResponse: true });
    return response.resource?.message?.id;
  } catch (error) {
    // The client repeats a request whose answer was lost; the first one had arrived, so all is well.
    const repeated =
      error instanceof DiscordAPIError &&
      error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;
    if (!repeated) throw error;
    interaction.deferred = true;
    return undefined;
  }
}
