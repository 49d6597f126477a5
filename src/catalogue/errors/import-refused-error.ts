/** A row of an imported file that cannot be taken. */
export interface RefusedRow {
  /** The line of the file on which the row begins, counted from 1. */
  readonly line: number;
  readonly reason: string;
}

const MOST_LISTED = 1_000;

/** An imported file has rows that cannot be taken, so that nothing of it was taken. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
  /** The refused rows in the order of the file, the first thousand of them. */
  readonly rows: readonly RefusedRow[];
  /** How many rows are refused in all. */
  readonly count: number;

  constructor(rows: readonly RefusedRow[], options?: ErrorOptions) {
    const [first] = rows;
    const where = first === undefined ? '' : `; line ${first.line}: ${first.reason}`;
    super(
      `Nothing was imported: ${rows.length} ${rows.length === 1 ? 'row is' : 'rows are'} refused${where}`,
      options,
    );
    this.rows = rows.slice(0, MOST_LISTED);
    this.count = rows.length;
  }
}
