import type { IngestResult } from '../commands/ingest.ts';
import { counted, plain, table } from './format.ts';

const ENDINGS: Readonly<Record<NonNullable<IngestResult['stoppedBy']>, string>> = {
  quota: "Stopped early: YouTube's allowance for today is used up. What was found so far is saved.",
  key: 'Stopped early: YouTube refuses the API key. Check YOUTUBE_API_KEY.',
  network: 'Stopped early: YouTube cannot be reached. What was found so far is saved.',
  cancelled: 'Stopped as asked. What was found so far is saved.',
};

export function ingestText({
  found,
  added,
  updated,
  unchanged,
  leftOut,
  calls,
  refusedSources,
  stoppedBy,
}: IngestResult): string {
  const { search, videos, playlistItems } = calls;
  const left = Object.entries(leftOut).map(([reason, count]): [string, string] => [
    `left out, ${reason}`,
    String(count),
  ]);
  return [
    stoppedBy === undefined ? `Done: ${counted(added, 'new song')}.` : ENDINGS[stoppedBy],
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
