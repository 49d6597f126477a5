/** The process that draws pictures ended without them. */
export class DrawingFailedError extends Error {
  override readonly name = 'DrawingFailedError';
  /** What it exited with; null where a signal ended it. */
  readonly exitCode: number | null;

  /** @param said the end of what it wrote to standard error. */
  constructor(exitCode: number | null, said: string, options?: ErrorOptions) {
    super(`the pictures could not be drawn (exit code ${exitCode}): ${said}`, options);
    this.exitCode = exitCode;
  }
}
