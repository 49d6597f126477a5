/** Another process with the same token has taken this command or press of a button on; there is nothing left to say. */
export class AnsweredElsewhereError extends Error {
  override readonly name = 'AnsweredElsewhereError';
  readonly interactionId: string;

  constructor(interactionId: string, options?: ErrorOptions) {
    super(`interaction ${interactionId} is answered by another process`, options);
    this.interactionId = interactionId;
  }
}
