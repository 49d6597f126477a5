import { MOOD_INFO, MOODS, type Mood } from '../moods.ts';
import { isVisible } from '../text/visible.ts';
import { videoIdOf } from '../text/youtube-link.ts';
import { LONGEST, unguardCell } from './csv-format.ts';
import type { ImportRow } from './import-rows.ts';
import { moodNamed } from './mood-named.ts';

/** The columns that an import reads; all others are ignored. */
export const IMPORT_COLUMNS = ['video_id', 'title', 'moods', 'labeled', 'description', 'fetched_at'] as const;

export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

/** A row's cells; those of columns that the file does not have are empty. */
export type Cells = Readonly<Record<ImportColumn, string>>;

/** What people and spreadsheets write for yes and no. */
const YES = new Set(['t', 'true', 'yes', 'y', '1']);
const NO = new Set(['f', 'false', 'no', 'n', '0']);
/** What may stand between moods. */
const BETWEEN_MOODS = /[|,;/\n]+/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/;
/** Clocks of two machines differ; a day is no clock's fault. */
const AHEAD_MS = 24 * 60 * 60 * 1000;

/** Reads the cells of one row, or says why they cannot be taken. */
export function readCells(cells: Cells, now: Date): Omit<ImportRow, 'line'> | { readonly reason: string } {
  const id = unguardCell(cells.video_id.trim());
  const videoId = videoIdOf(id);
  if (videoId === undefined)
    return { reason: `"${shorten(id)}" is not the 11-character id of a video, nor a YouTube link` };
  const texts = readTexts(cells);
  if ('reason' in texts) return texts;
  const moods = readMoods(cells.moods);
  if ('reason' in moods) return moods;
  const labeled = readLabeled(cells.labeled, moods.length > 0);
  if (labeled === undefined)
    return { reason: `labeled must be t or f, got "${shorten(cells.labeled.trim())}"` };
  if (labeled && moods.length === 0) return { reason: 'the row is labeled, but names no mood' };
  const date = readDate(cells.fetched_at.trim(), now);
  if ('reason' in date) return date;
  return { videoId, ...texts, ...date, moods: labeled ? moods : [] };
}

function readTexts(cells: Cells): { title: string; description: string } | { readonly reason: string } {
  const title = unguardCell(cells.title);
  const characters = [...title].length;
  if (characters > LONGEST.titleCharacters)
    return { reason: `the title has ${characters} characters; ${LONGEST.titleCharacters} are the most` };
  const description = unguardCell(cells.description);
  const bytes = Buffer.byteLength(description);
  if (bytes > LONGEST.descriptionBytes)
    return { reason: `the description has ${bytes} bytes; ${LONGEST.descriptionBytes} are the most` };
  // YouTube has titles of which nothing can be seen. They are no reason to refuse a file, and no title either.
  return { title: isVisible(title) ? title : '', description };
}

function readMoods(cell: string): Mood[] | { readonly reason: string } {
  const moods = new Set<Mood>();
  for (const name of cell.split(BETWEEN_MOODS)) {
    if (name.trim() === '') continue;
    const mood = moodNamed(name);
    if (mood === undefined)
      return { reason: `"${shorten(name.trim())}" is not a mood; the moods are ${ALL_MOODS}` };
    moods.add(mood);
  }
  return MOODS.filter((mood) => moods.has(mood));
}

const ALL_MOODS = MOODS.map((mood) => `${mood} (${MOOD_INFO[mood].emoji})`).join(', ');

/** Undefined for what is neither yes nor no; what is left out goes without saying. */
function readLabeled(cell: string, hasMoods: boolean): boolean | undefined {
  const word = cell.trim().toLowerCase();
  if (word === '') return hasMoods;
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}

function readDate(cell: string, now: Date): { fetchedAt: Date | undefined } | { readonly reason: string } {
  if (cell === '') return { fetchedAt: undefined };
  const at = DATE.test(cell) ? Date.parse(cell) : Number.NaN;
  if (Number.isNaN(at))
    return { reason: `fetched_at must be a date such as 2026-03-31, got "${shorten(cell)}"` };
  if (at > now.getTime() + AHEAD_MS) return { reason: `fetched_at lies in the future: ${shorten(cell)}` };
  return { fetchedAt: new Date(Math.min(at, now.getTime())) };
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40).toWellFormed()}…`;
}
