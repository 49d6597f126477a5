/** The playground was told to listen where other machines could reach it. */
export class NotLoopbackError extends Error {
  override readonly name = 'NotLoopbackError';
  readonly host: string;

  constructor(host: string) {
    super(
      `The playground has no login and only listens on this machine: host must be 127.0.0.1, ::1 or localhost, not ${host}.`,
    );
    this.host = host;
  }
}
