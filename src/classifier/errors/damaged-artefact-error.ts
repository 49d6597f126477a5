/** The bytes are not a model artefact, or not all of one, or were changed. */
export class DamagedArtefactError extends Error {
  override readonly name = 'DamagedArtefactError';

  constructor(problem: string, options?: ErrorOptions) {
    super(`damaged model artefact: ${problem}`, options);
  }
}
