import type { ExportResult } from '../commands/export.ts';
import type { ImportResult } from '../commands/import.ts';
import { counted } from './format.ts';

export function importText({ songs, votes, unchanged, waiting, expired, declined }: ImportResult): string {
  return [
    `Imported: ${counted(songs, 'new song')}, ${counted(votes, 'vote')} changed, ${counted(unchanged, 'row')} without news.`,
    ...(waiting === 0
      ? []
      : [
          `${counted(waiting, 'song')} without a title here and in the file: the next "ingest" reads them from YouTube, which needs YOUTUBE_API_KEY.`,
        ]),
    ...(expired.count === 0
      ? []
      : [
          `${counted(expired.count, 'row')} whose texts from YouTube are too old to be kept; their moods count${linesOf(expired)}.`,
        ]),
    ...(declined.count === 0
      ? []
      : [
          `${counted(declined.count, 'row')} left out, because moderators declined the song${linesOf(declined)}.`,
        ]),
  ].join('\n');
}

function linesOf({ count, lines }: ImportResult['expired']): string {
  const more = count > lines.length ? ', …' : '';
  return ` (${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more})`;
}

export function exportText({ songs }: ExportResult): string {
  return `Exported ${counted(songs, 'song')}.`;
}
