import { DiscordAPIError, DiscordjsError, DiscordjsErrorCodes } from 'discord.js';
import { ConfigError } from '../errors/config-error.ts';
import { LoginFailedError } from './login-failed-error.ts';

/** What the person who starts the bot should read when Discord does not let it in. */
export function loginError(error: unknown, apiUrl: string): ConfigError | LoginFailedError {
  if (isTokenRefused(error)) {
    const got = 'one that it refuses, which is not shown here';
    return new ConfigError([{ variable: 'DISCORD_TOKEN', expected: 'a token that Discord accepts', got }]);
  }
  return new LoginFailedError(apiUrl, { cause: error });
}

function isTokenRefused(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  return error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
}
