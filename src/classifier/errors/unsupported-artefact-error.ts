/** The artefact is whole, but of a format this version of the program does not know. */
export class UnsupportedArtefactError extends Error {
  override readonly name = 'UnsupportedArtefactError';
  readonly found: number;
  readonly supported: number;

  constructor(found: number, supported: number) {
    super(`unsupported model artefact: format ${found}, this version reads format ${supported}`);
    this.found = found;
    this.supported = supported;
  }
}
