/** Discord could not be reached, or did not answer as Discord does. */
export class LoginFailedError extends Error {
  override readonly name = 'LoginFailedError';
  /** Scheme, host and port of the address that was tried. */
  readonly origin: string;

  /** @param apiUrl of which only the origin is shown. */
  constructor(apiUrl: string, options: ErrorOptions) {
    const { cause } = options;
    const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
    const { origin } = new URL(apiUrl);
    super(`The bot could not log in to Discord at ${origin} (DISCORD_API_URL)${why}`, options);
    this.origin = origin;
  }
}
