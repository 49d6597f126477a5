/** An import ended before all rows of its file were in; importing the file again completes it. */
export class ImportIncompleteError extends Error {
  override readonly name = 'ImportIncompleteError';
  /** How many rows are in, and how many there are. */
  readonly done: number;
  readonly total: number;

  /** @param cause what ended it. */
  constructor({ done, total }: { readonly done: number; readonly total: number }, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `Only ${done} of ${total} rows came in: ${why.replace(/[.\s]+$/, '')}. ` +
        'Import the same file again: the rest is taken then, and what is in already stays as it is.',
      { cause },
    );
    this.done = done;
    this.total = total;
  }
}
