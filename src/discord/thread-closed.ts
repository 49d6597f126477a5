import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';

/**
 * Whether Discord refused something because the thread or forum post was archived or locked meanwhile. Nothing more can be done there,
 * and nothing is wrong.
 */
export function isThreadClosed(error: unknown): error is DiscordAPIError {
  return (
    error instanceof DiscordAPIError &&
    (error.code === RESTJSONErrorCodes.InvalidActionOnArchivedThread ||
      error.code === RESTJSONErrorCodes.ThreadLocked)
  );
}
