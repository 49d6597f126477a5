/** A scheduled run ended before its work was done, for a reason that may pass; what it saved stays saved. */
export class RunCutShortError extends Error {
  override readonly name = 'RunCutShortError';
  readonly job: string;
  readonly stoppedBy: 'network' | 'cancelled';

  constructor(job: string, stoppedBy: 'network' | 'cancelled', options?: ErrorOptions) {
    super(`the ${job} run was cut short (${stoppedBy})`, options);
    this.job = job;
    this.stoppedBy = stoppedBy;
  }
}
