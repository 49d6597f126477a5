/** The columns of an exported file, in this order. */
export const CSV_COLUMNS = [
  'video_id',
  'title',
  'moods',
  'labeled',
  'description',
  'predicted_moods',
] as const;

/** Follows them where YouTube's texts are in the file: when each was read from there. */
export const TEXT_DATE_COLUMN = 'fetched_at';

/** Between the moods of a cell. */
export const MOOD_SEPARATOR = '|';

/** What a text may be long at most; YouTube's own limits are 100 characters and 5,000 bytes. */
export const LONGEST = { titleCharacters: 200, descriptionBytes: 5_000 } as const;

/*
 * A spreadsheet takes a cell for a formula that begins with one of these, full-width ones included (OWASP, "CSV
 * Injection"). Where it divides cells by something else than we do, a cell also begins behind each semicolon, tab and
 * line break of ours, whatever the quotes.
 */
const GUARDED = /(?:^(?='*[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?='*[=+\-@＝＋－＠]))/g;
const APOSTROPHES = /(?:^'(?='*[\t\r\n])|(?:^|(?<=[;\t\r\n]))'(?='*[=+\-@＝＋－＠]))/g;

/**
 * Puts an apostrophe in front of what a spreadsheet would run as a formula; also in front of what only begins like a
 * guarded cell, which makes {@link unguardCell} its exact reverse.
 */
export function guardCell(text: string): string {
  return text.replace(GUARDED, "'");
}

/** The text that {@link guardCell} was given. */
export function unguardCell(cell: string): string {
  return cell.replace(APOSTROPHES, '');
}
