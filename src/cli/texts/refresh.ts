import type { RefreshResult } from '../commands/refresh.ts';
import { counted, table } from './format.ts';
import { reasonRows, stopLine } from './run-end.ts';

const WITHOUT_KEY =
  'Nothing was read anew, because that needs YOUTUBE_API_KEY; texts that are too old to be kept were erased.';

export function refreshText(result: RefreshResult): string {
  const { refreshed, updated, checked, restored, takenOut, unreadable, expired, units, hasKey } = result;
  const done = hasKey ? `Done: ${counted(refreshed, 'song')} refreshed.` : WITHOUT_KEY;
  return [
    stopLine(result, 'What was refreshed so far is saved.') ?? done,
    ...table([
      ['refreshed', String(refreshed)],
      ['  with other text', String(updated)],
      ['checked', `${counted(checked, 'song')} of the starter catalogue and of files`],
      ...(restored === 0 ? [] : [['  back again', String(restored)] as const]),
      ...reasonRows('taken out, ', takenOut),
      ['erased as too old', String(expired)],
      ['units spent', counted(units.read, 'read')],
    ]),
    ...(unreadable.length === 0
      ? []
      : [`YouTube described these incompletely, so they stay as they are: ${unreadable.join(', ')}`]),
  ].join('\n');
}
