import type { IngestResult } from '../commands/ingest.ts';
import { counted, plain, table } from './format.ts';
import { reasonRows, stopLine } from './run-end.ts';

const ENDINGS: Readonly<Record<IngestResult['ended'], string>> = {
  'caught-up': 'There is nothing more to ask for now.',
  'share-spent': 'Its share of today’s budget is spent; the next run goes on from here.',
  stopped: '',
};

export function ingestText(result: IngestResult): string {
  const {
    found,
    known,
    added,
    updated,
    duplicates,
    leftOut,
    units,
    skipped,
    newSources,
    refusedSources,
    ended,
  } = result;
  const done = `Done: ${counted(added, 'new song')}. ${ENDINGS[ended]}`.trim();
  return [
    stopLine(result, 'What was found so far is saved.') ?? done,
    ...table([
      ['found', counted(found, 'video')],
      ['known before', String(known)],
      ...(skipped === 0 ? [] : [['named without an id', String(skipped)] as const]),
      ['added', counted(added, 'song')],
      ['  of them re-uploads', String(duplicates)],
      ['updated', String(updated)],
      ...reasonRows('left out, ', leftOut),
      ['new sources', newSources === 0 ? '0' : `${newSources}, channels that searches found songs of`],
      ['units spent', `${counted(units.search, 'search', 'searches')}, ${counted(units.read, 'read')}`],
    ]),
    ...refusedSources.map(
      ({ query, reason }) => `YouTube refuses the source "${plain(query)}": ${plain(reason)}`,
    ),
  ].join('\n');
}
