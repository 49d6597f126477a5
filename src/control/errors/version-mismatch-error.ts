/** The command line and the process that holds the database are of different versions. */
export class VersionMismatchError extends Error {
  override readonly name = 'VersionMismatchError';
  readonly asking: string;
  readonly answering: string;

  /** @param asking the version of the command line. @param answering the version of the running process. */
  constructor(asking: string, answering: string, options?: ErrorOptions) {
    super(
      `The running bot is version ${answering} and this command is version ${asking}. Restart the bot, then try again. Nothing was changed.`,
      options,
    );
    this.asking = asking;
    this.answering = answering;
  }
}
