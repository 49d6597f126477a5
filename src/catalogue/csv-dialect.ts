/** How a file divides rows and cells. */
export interface CsvDialect {
  readonly delimiter: string;
  /** What ends a row, outside of quotes. */
  readonly rowEnds: readonly string[];
  /** Bytes at the beginning that are no row: a line that only names the delimiter. */
  readonly skip: number;
}

const DELIMITERS = [',', ';', '\t'];
const [QUOTE, CR, LF] = [0x22, 0x0d, 0x0a];
const SEPARATOR_LINE = /^"?sep=(.)"?$/i;
const BOM = '\ufeff';
/** No header is longer. */
const LONGEST_HEADER = 64 * 1024;

/**
 * Finds out from the beginning of a file how it is written: with commas, or with semicolons or tabs as spreadsheets of
 * many countries do, perhaps after a line that says so; with rows that end as on old Macs.
 *
 * @param columns the names that a header may have
 * @param isAll whether there is no more of the file
 * @returns undefined where more of the file has to be known first.
 */
export function dialectOf(
  start: Uint8Array,
  columns: readonly string[],
  isAll: boolean,
): CsvDialect | undefined {
  const enough = isAll || start.length >= LONGEST_HEADER;
  const first = lineEnd(start, 0, enough);
  if (first === undefined) return undefined;
  const named = SEPARATOR_LINE.exec(textOf(start, 0, first.end))?.[1];
  const header = named === undefined ? first : lineEnd(start, first.next, enough);
  if (header === undefined) return undefined;
  const skip = named === undefined ? 0 : first.next;
  const text = textOf(start, skip, header.end);
  return {
    delimiter: named ?? likeliest(text, columns),
    // A lone carriage return within a row of other files is one of its text.
    rowEnds: [first, header].some(({ isCr }) => isCr) ? ['\r'] : ['\r\n', '\n'],
    skip,
  };
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  const text = new TextDecoder().decode(bytes.subarray(from, to));
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** The end of the line that begins at `from`; undefined where it is not sure yet. */
function lineEnd(
  bytes: Uint8Array,
  from: number,
  isAll: boolean,
): { readonly end: number; readonly next: number; readonly isCr: boolean } | undefined {
  let quoted = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    if (quoted || (byte !== CR && byte !== LF)) continue;
    if (byte === LF) return { end: at, next: at + 1, isCr: false };
    if (at + 1 === bytes.length && !isAll) return undefined;
    return bytes[at + 1] === LF
      ? { end: at, next: at + 2, isCr: false }
      : { end: at, next: at + 1, isCr: true };
  }
  return isAll ? { end: bytes.length, next: bytes.length, isCr: false } : undefined;
}

/** The delimiter by which a header has the most known names; a comma where none has any. */
function likeliest(header: string, columns: readonly string[]): string {
  const known = (delimiter: string) =>
    header
      .split(delimiter)
      .filter((cell) => columns.includes(cell.replace(/^[\s"]+|[\s"]+$/g, '').toLowerCase())).length;
  return DELIMITERS.reduce((best, one) => (known(one) > known(best) ? one : best));
}
