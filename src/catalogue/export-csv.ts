import { setImmediate as turn } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../../db/database.ts';
import { type LabelledSong, labelledSongsAfter } from '../../db/queries/csv.ts';
import { MOODS, type Mood } from '../moods.ts';
import { CSV_COLUMNS, guardCell, MOOD_SEPARATOR } from './csv-format.ts';

const BATCH = 500;

/** A mood is supported by votes when it has at least this part of the most voted mood's. */
const SUPPORTED = 0.5;

/**
 * The songs of the catalogue with their moods as CSV, piece by piece: a header line and then rows in the order of
 * their ids. Importing the file into an empty catalogue and exporting that gives the same titles, descriptions and moods.
 */
export async function* exportCsv({
  database,
}: {
  readonly database: Database;
}): AsyncGenerator<string, void> {
  yield toCsv([CSV_COLUMNS]);
  for (let last = ''; ; ) {
    const songs = await labelledSongsAfter(database.db, last, BATCH);
    const end = songs.at(-1);
    if (end === undefined) return;
    yield toCsv(songs.map(cellsOf));
    last = end.video_id;
    // The embedded database never leaves the event loop by itself.
    await turn();
  }
}

function cellsOf({ video_id, title, description, tallies, predictions }: LabelledSong): string[] {
  const moods = leading(tallies, SUPPORTED);
  const predicted = leading(predictions, 1);
  return [
    guardCell(video_id),
    guardCell(title),
    moods.join(MOOD_SEPARATOR),
    moods.length > 0 ? 't' : 'f',
    guardCell(description),
    predicted.join(MOOD_SEPARATOR),
  ];
}

/** The moods whose number is at least `part` of the greatest one. */
function leading(numbers: Readonly<Partial<Record<Mood, number>>>, part: number): Mood[] {
  const greatest = Math.max(0, ...Object.values(numbers));
  return MOODS.filter((mood) => (numbers[mood] ?? 0) > 0 && (numbers[mood] ?? 0) >= greatest * part);
}

function toCsv(rows: readonly (readonly string[])[]): string {
  // A carriage return outside quotes ends the row for some readers.
  return stringify([...rows], { quoted_match: /\r/ });
}
