import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../src/classifier/types.ts';
import { readExamples } from '../accuracy/examples.ts';

/** The songs of all CSV files of a folder that have a mood and a description. */
export function songsIn(directory: string): Example[] {
  const songs = readdirSync(directory)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .flatMap((file) => readExamples(join(directory, file)));
  return songs.filter(({ text }) => text.description !== '');
}
