import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Example } from '../../src/classifier/types.ts';
import { isMood, moodVector } from '../../src/moods.ts';
import { songText } from '../../src/text/song-text.ts';

/** The songs of a CSV file with the columns id, title, description, channel, tags (joined by `|`) that have a mood. */
export function labelledSongs(path: string): Example[] {
  const rows = parse(readFileSync(path), { columns: true }) as Record<string, string | undefined>[];
  return rows.flatMap((row) => {
    const mood = row.mood?.toLowerCase() ?? '';
    if (!isMood(mood)) return [];
    const { id = '', title = '', description = '', channel = '', tags = '' } = row;
    const text = songText({ title, description, channel, tags: tags === '' ? [] : tags.split('|') });
    return [{ id, text, target: moodVector((other) => (other === mood ? 1 : 0)), weight: 1 }];
  });
}

/** The songs of all CSV files of a folder that have a mood and a description. */
export function songsIn(directory: string): Example[] {
  const songs = readdirSync(directory)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .flatMap((file) => labelledSongs(join(directory, file)));
  return songs.filter(({ text }) => text.description !== '');
}
