import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Example } from '../../src/classifier/types.ts';
import { isMood, moodVector } from '../../src/moods.ts';
import { songText } from '../../src/text/song-text.ts';

/**
 * The labelled songs of a CSV file with the columns id, title, description, channel, tags (joined by `|`) and mood; rows
 * without a mood are left out.
 */
export function readExamples(path: string): Example[] {
  const rows = parse(readFileSync(path), { columns: true, bom: true }) as Record<
    string,
    string | undefined
  >[];
  return rows.flatMap((row) => {
    const mood = row.mood?.toLowerCase() ?? '';
    if (!isMood(mood)) return [];
    const { id = '', title = '', description = '', channel = '', tags = '' } = row;
    const text = songText({ title, description, channel, tags: tags === '' ? [] : tags.split('|') });
    return [{ id, text, target: moodVector((other) => (other === mood ? 1 : 0)), weight: 1 }];
  });
}
