/** The trainer takes no more work: its threads have ended, or are about to. */
export class TrainerStoppedError extends Error {
  override readonly name = 'TrainerStoppedError';

  constructor() {
    super('the trainer was stopped');
  }
}
