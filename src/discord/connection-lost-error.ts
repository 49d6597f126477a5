/** Discord has closed the connection and the client will not open another. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  /** The gateway's close code: 4004 for a token that does not hold any more; undefined for an ended session. */
  readonly code: number | undefined;

  constructor(code: number | undefined, options?: ErrorOptions) {
    const why =
      code === 4004
        ? 'Discord does not accept DISCORD_TOKEN any more'
        : `Discord closed the connection for good`;
    super(code === undefined ? why : `${why} (code ${code})`, options);
    this.code = code;
  }
}
