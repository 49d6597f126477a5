import { isMood, type Mood } from '../moods.ts';
import { MOOD_SEPARATOR, unguardCell } from './csv-format.ts';
import type { RefusedRow } from './errors/import-refused-error.ts';
import type { CsvRead, CsvRecord } from './parse-csv.ts';

/** One good row of an imported file. */
export interface ImportRow {
  readonly videoId: string;
  readonly title: string;
  readonly description: string;
  /** What the file's vote says; empty for a song without labels. */
  readonly moods: readonly Mood[];
}

export interface JudgedRows {
  readonly rows: readonly ImportRow[];
  readonly refused: readonly RefusedRow[];
}

const NEEDED = ['video_id', 'title', 'moods', 'labeled', 'description'] as const;
const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;

type Cells = Readonly<Record<(typeof NEEDED)[number], string>>;

/** Sorts the rows of a file into good ones and refused ones, each with its line and reason. */
export function judgeRows({ records, broken }: CsvRead): JudgedRows {
  const [header, ...body] = records;
  if (header === undefined)
    return { rows: [], refused: [broken ?? { line: 1, reason: 'the file is empty' }] };
  const columns = header.cells.map((cell) => cell.trim().toLowerCase());
  const refused = judgeHeader(columns).map((reason) => ({ line: header.line, reason }));
  if (refused.length > 0) return { rows: [], refused };
  const rows: ImportRow[] = [];
  const lineOf = new Map<string, number>();
  for (const record of body) {
    const judged = judgeRow(record, columns);
    const earlier = 'row' in judged ? lineOf.get(judged.row.videoId) : undefined;
    if ('reason' in judged) refused.push({ line: record.line, reason: judged.reason });
    else if (earlier !== undefined) {
      refused.push({ line: record.line, reason: `the song stands on line ${earlier} already` });
    } else {
      lineOf.set(judged.row.videoId, record.line);
      rows.push(judged.row);
    }
  }
  if (broken !== undefined) refused.push(broken);
  return { rows, refused };
}

function judgeHeader(columns: readonly string[]): string[] {
  const missing = NEEDED.filter((column) => !columns.includes(column));
  const twice = NEEDED.filter((column) => columns.indexOf(column) !== columns.lastIndexOf(column));
  return [
    ...missing.map((column) => `the column "${column}" is missing`),
    ...twice.map((column) => `the column "${column}" stands there twice`),
  ];
}

function judgeRow({ cells }: CsvRecord, columns: readonly string[]): { row: ImportRow } | { reason: string } {
  if (cells.length !== columns.length)
    return { reason: `expected ${columns.length} cells, got ${cells.length}` };
  const cell = Object.fromEntries(NEEDED.map((name) => [name, cells[columns.indexOf(name)] ?? ''])) as Cells;
  const videoId = unguardCell(cell.video_id.trim());
  if (!VIDEO_ID.test(videoId))
    return { reason: `"${shorten(videoId)}" is not the 11-character id of a video` };
  const title = unguardCell(cell.title);
  if (title.trim() === '') return { reason: 'the title is empty' };
  const labeled = cell.labeled.trim().toLowerCase();
  if (labeled !== 't' && labeled !== 'f')
    return { reason: `labeled must be t or f, got "${shorten(labeled)}"` };
  const named = cell.moods.split(MOOD_SEPARATOR).map((mood) => mood.trim());
  const words = [...new Set(named.filter((mood) => mood !== ''))];
  const moods = words.filter(isMood);
  const unknown = words.find((word) => !isMood(word));
  if (unknown !== undefined) return { reason: `"${shorten(unknown)}" is not a mood` };
  if (labeled === 't' && moods.length === 0) return { reason: 'the row is labeled, but names no mood' };
  const description = unguardCell(cell.description);
  return { row: { videoId, title, description, moods: labeled === 't' ? moods : [] } };
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40).toWellFormed()}…`;
}
