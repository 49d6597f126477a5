import type { IngestResult } from '../commands/ingest.ts';
import { counted, plain, table } from './format.ts';

export function ingestText({
  found,
  added,
  updated,
  unchanged,
  leftOut,
  calls,
  refusedSources,
  stoppedBy,
  stopSentence = '',
}: IngestResult): string {
  const { search, videos, playlistItems } = calls;
  const left = Object.entries(leftOut).map(([reason, count]): [string, string] => [
    `left out, ${reason}`,
    String(count),
  ]);
  return [
    stoppedBy === undefined ? `Done: ${counted(added, 'new song')}.` : ending(stoppedBy, stopSentence),
    ...table([
      ['found', String(found)],
      ['added', String(added)],
      ['updated', String(updated)],
      ['unchanged', String(unchanged)],
      ...left,
      ['calls to YouTube', `${search} search, ${videos} videos, ${playlistItems} playlistItems`],
    ]),
    ...refusedSources.map(
      ({ query, reason }) => `YouTube refuses the source "${plain(query)}": ${plain(reason)}`,
    ),
  ].join('\n');
}

function ending(stoppedBy: NonNullable<IngestResult['stoppedBy']>, stopSentence: string): string {
  const why = plain(stopSentence).replace(/[^.]$/, '$&.');
  return `${stoppedBy === 'cancelled' ? 'Stopped as asked.' : `Stopped early: ${why}`} What was found so far is saved.`;
}
