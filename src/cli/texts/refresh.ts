import type { RefreshResult } from '../commands/refresh.ts';
import { counted, table } from './format.ts';
import { reasonRows, stopLine } from './run-end.ts';

const WITHOUT_KEY =
  'Nothing was read anew, because that needs YOUTUBE_API_KEY; texts that are too old to be kept were erased.';

export function refreshText(result: RefreshResult): string {
  const { refreshed, updated, takenOut, expired, units, hasKey } = result;
  const done = hasKey ? `Done: ${counted(refreshed, 'song')} refreshed.` : WITHOUT_KEY;
  return [
    stopLine(result, 'What was refreshed so far is saved.') ?? done,
    ...table([
      ['refreshed', String(refreshed)],
      ['  with other text', String(updated)],
      ...reasonRows('taken out, ', takenOut),
      ['erased as too old', String(expired)],
      ['units spent', counted(units.read, 'read')],
    ]),
  ].join('\n');
}
