/** YouTube has no answer of use for these candidates; others may fare better. */
export class CandidatesFailedError extends Error {
  override readonly name = 'CandidatesFailedError';
  readonly videoIds: readonly string[];
  /** What the call ended with. */
  readonly fault: Error;

  constructor(videoIds: readonly string[], fault: Error) {
    super(`No answer of use for ${videoIds.length} candidates: ${fault.message}`, { cause: fault });
    this.videoIds = videoIds;
    this.fault = fault;
  }
}
