/** The process that was running a command for us went away before it was done. */
export class HolderLostError extends Error {
  override readonly name = 'HolderLostError';
  readonly pid: number;

  constructor(pid: number, options?: ErrorOptions) {
    super(
      `Process ${pid}, which was running the command, ended before it was done. What it had saved stays.`,
      options,
    );
    this.pid = pid;
  }
}
