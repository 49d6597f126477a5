import { setImmediate as turn } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../../db/database.ts';
import { type LabelledSong, labelledSongsAfter } from '../../db/queries/csv.ts';
import { CSV_COLUMNS, guardCell, MOOD_SEPARATOR, TEXT_DATE_COLUMN } from './csv-format.ts';
import { foremostMoods, labelMoods } from './label-moods.ts';

const BATCH = 500;

export interface ExportCsvOptions {
  /**
   * Whether titles and descriptions that were read from YouTube's API are written too, with the date of that. They may
   * not be kept for more than 30 days, in a file as little as in the database.
   */
  readonly withTexts?: boolean;
}

/**
 * The songs of the catalogue with their moods as CSV, piece by piece: a header line and then rows in the order of
 * their ids. Importing the file into the same catalogue changes nothing.
 */
export async function* exportCsv(
  { database }: { readonly database: Database },
  { withTexts = false }: ExportCsvOptions = {},
): AsyncGenerator<string, void> {
  yield toCsv([withTexts ? [...CSV_COLUMNS, TEXT_DATE_COLUMN] : CSV_COLUMNS]);
  for (let last = ''; ; ) {
    const songs = await labelledSongsAfter(database.db, last, BATCH);
    const end = songs.at(-1);
    if (end === undefined) return;
    yield toCsv(songs.map((song) => cellsOf(song, withTexts)));
    last = end.video_id;
    // Whoever reads has what there is before the next piece is made.
    await turn();
  }
}

function cellsOf(song: LabelledSong, withTexts: boolean): string[] {
  const { video_id, title, description, origin, fetched_at, tallies, predictions } = song;
  const isShown = withTexts || origin !== 'youtube';
  const moods = labelMoods(tallies);
  return [
    guardCell(video_id),
    isShown ? guardCell(title) : '',
    moods.join(MOOD_SEPARATOR),
    moods.length > 0 ? 't' : 'f',
    isShown ? guardCell(description) : '',
    foremostMoods(predictions).join(MOOD_SEPARATOR),
    ...(withTexts ? [fetched_at?.toISOString() ?? ''] : []),
  ];
}

function toCsv(rows: readonly (readonly string[])[]): string {
  // A carriage return outside quotes ends the row for some readers.
  return stringify([...rows], { quoted_match: /\r/ });
}
