/** The trainer takes no more work, and what it was at has ended with its threads. */
export class TrainerStoppedError extends Error {
  override readonly name = 'TrainerStoppedError';

  constructor(options?: ErrorOptions) {
    super('the trainer was stopped', options);
  }
}
