import type { IngestOutcome, IngestProgress } from '../catalogue/ingest.ts';
import { LEAVE_OUT_WORDS } from '../catalogue/rejections.ts';
import { counted, fitting, percent, plain } from './text.ts';

const whole = new Intl.NumberFormat('en');

/** Sources of a run that are named at most. */
const MOST_NAMED = 3;

/** How far a run has come, for a moderator who watches. */
export function describeIngestProgress({ found, added, share }: IngestProgress): string {
  return [
    `🎣 **Looking for new songs…** ${counted(added, 'new song')} so far`,
    `-# ${counted(found, 'video')} seen · ${percent(share)} of what this run may ask of YouTube`,
  ].join('\n');
}

/**
 * What a run brought, for a moderator.
 *
 * @param budget one sentence about what may still be asked of YouTube today
 */
export function describeIngest(outcome: IngestOutcome, budget: string): string {
  const { found, known, updated, duplicates, newSources, units } = outcome;
  return fitting([
    headline(outcome),
    ...endLine(outcome),
    ...(found === 0 ? [] : [`I saw ${counted(found, 'video')}${knownPart(found, known)}.`]),
    ...(updated === 0 ? [] : [`${counted(updated, 'song')} that had been away came back.`]),
    ...leftOutLine(outcome.leftOut),
    ...(duplicates === 0
      ? []
      : [
          `${counted(duplicates, 're-upload of a song', 're-uploads of songs')} I have: linked, so that no song comes up twice.`,
        ]),
    ...(newSources === 0
      ? []
      : [
          `📺 ${counted(newSources, 'channel')} brought several songs, so I follow ${newSources === 1 ? 'it' : 'them'} from now on.`,
        ]),
    ...refusedLine(outcome.refusedSources),
    `-# Asked of YouTube: ${counted(units.search, 'search', 'searches')} and ${counted(units.read, 'read')}. ${budget}`,
  ]);
}

function headline({ added, stoppedBy }: IngestOutcome): string {
  const songs = added === 0 ? 'no new songs this time' : counted(added, 'new song');
  return stoppedBy !== undefined ? `⏹️ **Stopped early: ${songs}.**` : `🎵 **Done: ${songs}.**`;
}

/** Where the searches alone were used up, channels and playlists got their turn all the same. */
function endLine({ ended, stoppedBy, stopSentence = '' }: IngestOutcome): string[] {
  if (stoppedBy === 'cancelled')
    return ['I am being stopped or restarted. What I have found is kept, and the next run goes on here.'];
  if (stoppedBy !== undefined)
    return [`${plain(stopSentence, 300)} What I have found is kept, and the next run goes on here.`];
  return [
    ended === 'caught-up'
      ? 'My sources have nothing more for me right now.'
      : 'There is more to find. This is as much as one run may ask of YouTube; the next one goes on here.',
  ];
}

function knownPart(found: number, known: number): string {
  if (known === 0) return '';
  if (known < found) return `, ${whole.format(known)} of which I knew already`;
  return found === 1 ? ', which I knew already' : ', all of which I knew already';
}

function leftOutLine(leftOut: IngestOutcome['leftOut']): string[] {
  const reasons = Object.entries(leftOut) as [keyof typeof LEAVE_OUT_WORDS, number][];
  if (reasons.length === 0) return [];
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  const named = reasons
    .toSorted(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${LEAVE_OUT_WORDS[reason] ?? reason} (${whole.format(count)})`);
  return [`Left out ${counted(all, 'video')}: ${named.join(' · ')}`];
}

function refusedLine(refused: IngestOutcome['refusedSources']): string[] {
  if (refused.length === 0) return [];
  const named = refused
    .slice(0, MOST_NAMED)
    .map(({ query, reason }) => `“${plain(query, 60)}” (${plain(reason, 40)})`);
  const more = refused.length > MOST_NAMED ? ` and ${refused.length - MOST_NAMED} more` : '';
  return [`⚠️ YouTube did not let me see ${named.join(', ')}${more}.`];
}
