import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { StarterFile, StarterRow } from '../src/catalogue/starter-file.ts';
import { isMood } from '../src/moods.ts';

const OUTPUT = new URL('../src/catalogue/starter/starter.json', import.meta.url);

/**
 * The folder's third list, `starter-lower-confidence.csv`, is left out: mixes, game recordings and re-uploads of famous
 * songs, free of copyright by the uploader's word only. A bot for no-copyright music must not recommend those.
 */
const LISTS = ['starter-catalogue.csv', 'candidates-without-mood.csv'];

/** Slips of the pen in the lists. */
const SPELLING: Readonly<Record<string, string>> = {
  'acoustic gutar': 'acoustic guitar',
  'bass drums': 'drums',
  dums: 'drums',
  'electric electric guitar': 'electric guitar',
  ogan: 'organ',
  synths: 'synth',
};

type Cells = Record<string, string | undefined>;

/**
 * Turns the lists of a folder of collected facts into the one file the starter catalogue is loaded from:
 * `node scripts/make-starter.ts <folder>`. The columns that name a publisher's mood words are not read.
 */
function main(folder: string | undefined): void {
  if (folder === undefined) {
    process.stderr.write('Usage: node scripts/make-starter.ts <folder with the CSV lists>\n');
    process.exitCode = 1;
    return;
  }
  const file = toStarterFile(LISTS.flatMap((name) => readList(join(folder, name))));
  writeFileSync(OUTPUT, render(file));
  process.stdout.write(`${file.songs.length} songs written to ${OUTPUT.pathname}\n`);
}

function readList(path: string): Cells[] {
  return parse(readFileSync(path), { columns: true });
}

function toStarterFile(rows: readonly Cells[]): StarterFile {
  const channels = distinct(
    rows.map((row) => JSON.stringify([cell(row, 'channel'), cell(row, 'channel_id')])),
  );
  const licences = distinct(rows.map((row) => cell(row, 'license')));
  const songs = rows.map((row): StarterRow => {
    const mood = cell(row, 'mood');
    return [
      cell(row, 'video_id'),
      cell(row, 'title'),
      cell(row, 'artist'),
      channels.indexOf(JSON.stringify([cell(row, 'channel'), cell(row, 'channel_id')])),
      cell(row, 'genre'),
      list(row, 'tags'),
      list(row, 'instruments'),
      cell(row, 'duration_s') === '' ? null : Number(cell(row, 'duration_s')),
      licences.indexOf(cell(row, 'license')),
      // The credit line that can be put together from the other facts is left to the loader.
      cell(row, 'attribution').includes(`– https://www.youtube.com/`) ? '' : cell(row, 'attribution'),
      isMood(mood) ? mood : null,
      isMood(mood) ? Number(cell(row, 'confidence')) : null,
    ];
  });
  return { channels: channels.map((pair) => JSON.parse(pair)), licences, songs };
}

/** One song a line, so that a change shows as the lines it touches. */
function render({ channels, licences, songs }: StarterFile): string {
  const lines = songs.map((song) => JSON.stringify(song)).join(',\n');
  return `{"channels":${JSON.stringify(channels)},\n"licences":${JSON.stringify(licences)},\n"songs":[\n${lines}\n]}\n`;
}

function cell(row: Cells, column: string): string {
  return (row[column] ?? '').trim();
}

function list(row: Cells, column: string): string[] {
  return distinct(
    cell(row, column)
      .split(';')
      .map((item) => item.replaceAll("'", '').trim())
      .map((item) => SPELLING[item] ?? item)
      .filter((item) => item !== ''),
  );
}

function distinct(items: readonly string[]): string[] {
  return [...new Set(items)];
}

main(process.argv[2]);
