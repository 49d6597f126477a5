/** YouTube refuses the API key; nothing works until somebody corrects it. */
export class KeyInvalidError extends Error {
  override readonly name = 'KeyInvalidError';
  /** YouTube's own word for it. */
  readonly reason: string;
  /** What the operator can do about it. */
  readonly hint: string;

  constructor(reason: string, hint: string, options?: ErrorOptions) {
    super(`YouTube refuses the API key (${reason}). ${hint}`, options);
    this.reason = reason;
    this.hint = hint;
  }
}
