/** The columns of an exported file, in this order. */
export const CSV_COLUMNS = [
  'video_id',
  'title',
  'moods',
  'labeled',
  'description',
  'predicted_moods',
] as const;

/** Between the moods of a cell. */
export const MOOD_SEPARATOR = '|';

const FORMULA = /^'*[=+\-@\t\r\n]/;
const GUARDED = /^'+[=+\-@\t\r\n]/;

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"); so does one
 * that only begins like a guarded cell, which makes {@link unguardCell} its exact reverse.
 */
export function guardCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that {@link guardCell} was given. */
export function unguardCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}
