import { inBatches } from '../../db/batches.ts';
import type { Mood } from '../moods.ts';
import type { RefusedRow } from './errors/import-refused-error.ts';
import { type Cells, IMPORT_COLUMNS, type ImportColumn, readCells } from './import-cells.ts';
import type { CsvRead, CsvRecord } from './parse-csv.ts';

/** One good row of an imported file. */
export interface ImportRow {
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  readonly videoId: string;
  /** Empty where the file does not tell it. */
  readonly title: string;
  readonly description: string;
  /** When title and description were read from YouTube's API; undefined for texts that are not from there. */
  readonly fetchedAt: Date | undefined;
  /** What the file's vote says; empty for a song without labels. */
  readonly moods: readonly Mood[];
}

export interface ValidatedRows {
  readonly rows: readonly ImportRow[];
  readonly refused: readonly RefusedRow[];
}

/** Without these a row says nothing. */
const NEEDED: readonly ImportColumn[] = ['video_id', 'moods'];

/** Rows between two turns of the event loop. */
const ROWS_A_TURN = 500;

/** Sorts the rows of a file into good ones and refused ones, each with its line and reason. */
export async function validateRows({ records, broken }: CsvRead, now: Date): Promise<ValidatedRows> {
  const [header, ...body] = records;
  if (header === undefined)
    return { rows: [], refused: [broken ?? { line: 1, reason: 'the file is empty' }] };
  const columns = header.cells.map((cell) => cell.trim().toLowerCase());
  const refused = headerFaults(columns).map((reason) => ({ line: header.line, reason }));
  if (refused.length > 0) return { rows: [], refused };
  const rows: ImportRow[] = [];
  const lineOf = new Map<string, number>();
  for await (const batch of inBatches(body, ROWS_A_TURN)) {
    for (const record of batch) {
      const read = readRow(record, columns, now);
      const earlier = 'row' in read ? lineOf.get(read.row.videoId) : undefined;
      if ('reason' in read) refused.push({ line: record.line, reason: read.reason });
      else if (earlier !== undefined) {
        refused.push({ line: record.line, reason: `the song stands on line ${earlier} already` });
      } else {
        lineOf.set(read.row.videoId, record.line);
        rows.push(read.row);
      }
    }
  }
  if (broken !== undefined) refused.push(broken);
  return { rows, refused };
}

function headerFaults(columns: readonly string[]): string[] {
  if (!IMPORT_COLUMNS.some((column) => columns.includes(column))) {
    return [
      `the first line must name the columns, ${IMPORT_COLUMNS.slice(0, -1).join(',')}; ` +
        'commas, semicolons or tabs may stand between them',
    ];
  }
  const missing = NEEDED.filter((column) => !columns.includes(column));
  const twice = IMPORT_COLUMNS.filter((column) => columns.indexOf(column) !== columns.lastIndexOf(column));
  return [
    ...missing.map((column) => `the column "${column}" is missing`),
    ...twice.map((column) => `the column "${column}" stands there twice`),
  ];
}

function readRow(
  { line, cells }: CsvRecord,
  columns: readonly string[],
  now: Date,
): { row: ImportRow } | { reason: string } {
  const beyond = cells.slice(columns.length);
  if (cells.length < columns.length || beyond.some((cell) => cell.trim() !== ''))
    return { reason: `expected ${columns.length} cells, got ${cells.length}` };
  const cell = Object.fromEntries(
    IMPORT_COLUMNS.map((name) => [name, cells[columns.indexOf(name)] ?? '']),
  ) as Cells;
  const read = readCells(cell, now);
  return 'reason' in read ? read : { row: { line, ...read } };
}
