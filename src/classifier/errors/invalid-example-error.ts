/** A labelled song cannot be used: its label is no distribution, its weight not above 0 or its id not its own. */
export class InvalidExampleError extends Error {
  override readonly name = 'InvalidExampleError';
  readonly id: string;

  constructor(id: string, problem: string) {
    super(`labelled song ${JSON.stringify(id)}: ${problem}`);
    this.id = id;
  }
}
