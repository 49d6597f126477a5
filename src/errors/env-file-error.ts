/** The `.env` file is there and cannot be used; without it the program would start with other settings than were meant. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
  /** The file, absolute. */
  readonly path: string;

  /** @param problem what is wrong and what to do about it: a sentence that goes on after the path. Never shows a value. */
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} ${problem}`, options);
    this.path = path;
  }
}
