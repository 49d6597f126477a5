import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';

/** Whether an answer failed because the interaction is gone, so that there is nothing left to answer. */
export function isTooLate(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownInteraction;
}

/** Whether an answer failed because there is one already: of this process, of a repeated request, or of another one. */
export function isAnswered(error: unknown): boolean {
  return (
    error instanceof DiscordAPIError &&
    error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged
  );
}
