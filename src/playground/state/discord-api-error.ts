/** Details of an invalid body, nested by field, as Discord sends them under `errors`. */
export interface FieldErrors {
  [field: string]: FieldErrors | { code: string; message: string }[];
}

/**
 * An error that Discord would answer with: `{ code, message, errors? }`.
 * Members' actions fail with it too, as Discord's own client talks to the same API.
 */
export class DiscordApiError extends Error {
  override readonly name = 'DiscordApiError';
  /** HTTP status. */
  readonly status: number;
  /** Discord's JSON error code, 0 for a general one. */
  readonly code: number;
  readonly errors: FieldErrors | undefined;

  constructor(status: number, code: number, message: string, errors?: FieldErrors) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** The body of the response. */
  toBody(): { code: number; message: string; errors?: FieldErrors } {
    return { message: this.message, code: this.code, ...(this.errors && { errors: this.errors }) };
  }
}
