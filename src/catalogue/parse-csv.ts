import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { dialectOf } from './csv-dialect.ts';
import { ImportRefusedError } from './errors/import-refused-error.ts';

/** Text in pieces, as a file or an upload comes. */
export type CsvText = string | AsyncIterable<string | Uint8Array>;

export interface CsvRecord {
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvRead {
  readonly records: readonly CsvRecord[];
  /** Why reading ended before the end of the text; what comes after cannot be told apart into cells. */
  readonly broken: { readonly line: number; readonly reason: string } | undefined;
}

const CHUNK_BYTES = 64 * 1024;

/** Rows below the header; what is read is held in memory until all of it is judged. */
export const MOST_ROWS = 100_000;

/** Rows may be long, so their number alone would bound no memory. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** No song's row is longer; an opening quote that is never closed must not swallow a whole file. */
const LONGEST_RECORD = 256 * 1024;

/**
 * Reads CSV (RFC 4180; with commas, semicolons or tabs; rows ending in LF, CRLF or CR; with or without a byte order mark)
 * without validating it, and no further than {@link MOST_ROWS} and {@link MOST_BYTES}. Rows without anything in their cells
 * are passed over.
 *
 * @param columns the names that a header may have, which tell how the file divides its cells
 * @throws ImportRefusedError for a longer text; what the text's own stream threw.
 */
export async function parseCsv(text: CsvText, columns: readonly string[] = []): Promise<CsvRead> {
  const records: CsvRecord[] = [];
  let emptyLines = 0;
  let nextLine = 1;
  const source = typeof text === 'string' ? chunks(text) : text;
  const pieces = bounded(source, () => nextLine);
  const { start, dialect } = await beginning(pieces, columns);
  if (dialect.skip > 0) nextLine += 1;
  const lineBreak = dialect.rowEnds.includes('\n') ? '\n' : '\r';
  const parser = parse({
    bom: true,
    delimiter: dialect.delimiter,
    record_delimiter: [...dialect.rowEnds],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    // Records are taken here and not from the stream, which drops what it holds when a later record is broken. The
    // parser's own line numbers count a quoted CRLF twice.
    on_record: (cells: string[], { empty_lines }) => {
      const line = nextLine + empty_lines - emptyLines;
      nextLine = line + 1 + cells.reduce((breaks, cell) => breaks + cell.split(lineBreak).length - 1, 0);
      emptyLines = empty_lines;
      // Spreadsheets write such rows where something stood once.
      if (cells.every((cell) => cell.trim() === '')) return null;
      // The first record is the header.
      if (records.length > MOST_ROWS) throw tooLong(line, `${MOST_ROWS} rows`);
      records.push({ line, cells });
      return null;
    },
  });
  async function* all() {
    // What is left of the beginning may be nothing, which would end the stream.
    if (start.length > dialect.skip) yield start.subarray(dialect.skip);
    yield* pieces;
  }
  try {
    await pipeline(Readable.from(all()), parser, drain);
    return { records, broken: undefined };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, broken: { line: nextLine, reason: reasonOf(error) } };
  }
}

/** So much of a text that it is known how it is written; the rest is still to come from `pieces`. */
async function beginning(pieces: AsyncGenerator<Uint8Array>, columns: readonly string[]) {
  let start: Uint8Array = new Uint8Array();
  for (;;) {
    const { value, done = false } = await pieces.next();
    if (value !== undefined) start = Buffer.concat([start, value]);
    const dialect = dialectOf(start, columns, done);
    if (dialect !== undefined) return { start, dialect };
  }
}

/** Bytes, because cutting a string may cut a character; and pieces, because the parser holds up everything else. */
function* chunks(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES)
    yield bytes.subarray(start, start + CHUNK_BYTES);
}

/** Ends a text that gets too long before more of it is held. */
async function* bounded(
  text: Iterable<Uint8Array> | AsyncIterable<string | Uint8Array>,
  line: () => number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const some of text) {
    const piece = typeof some === 'string' ? Buffer.from(some) : some;
    bytes += piece.byteLength;
    if (bytes > MOST_BYTES) throw tooLong(line(), `${MOST_BYTES / 1024 ** 2} MB`);
    yield piece;
  }
}

function tooLong(line: number, limit: string): ImportRefusedError {
  return new ImportRefusedError([{ line, reason: `the file has more than ${limit}; split it` }]);
}

async function drain(records: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of records);
}

function reasonOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands in the middle of a cell; quote the whole cell and double the quotes in it';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote; double the quotes within a cell';
    case 'CSV_MAX_RECORD_SIZE':
      return `the row is longer than ${LONGEST_RECORD / 1024} KB; is a quote never closed?`;
    default:
      return `the row cannot be read as CSV (${code})`;
  }
}
