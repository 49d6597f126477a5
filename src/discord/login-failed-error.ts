/** Discord could not be reached, or did not answer as Discord does. */
export class LoginFailedError extends Error {
  override readonly name = 'LoginFailedError';
  readonly apiUrl: string;

  constructor(apiUrl: string, options: ErrorOptions) {
    const { cause } = options;
    const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
    super(`The bot could not log in to Discord at ${apiUrl} (DISCORD_API_URL)${why}`, options);
    this.apiUrl = apiUrl;
  }
}
