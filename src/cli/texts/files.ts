import type { ExportResult } from '../commands/export.ts';
import type { ImportResult } from '../commands/import.ts';
import { counted } from './format.ts';

export function importText({ songs, votes, unchanged }: ImportResult): string {
  return `Imported: ${counted(songs, 'new song')}, ${counted(votes, 'vote')} changed, ${counted(unchanged, 'row')} without news.`;
}

export function exportText({ songs }: ExportResult): string {
  return `Exported ${counted(songs, 'song')}.`;
}
