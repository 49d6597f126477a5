import { LEAVE_OUT_WORDS } from '../../catalogue/rejections.ts';
import type { StoppedRun } from '../stopped-run.ts';
import { plain } from './format.ts';

/** How a run ended early, or undefined where it did not; `saved` is what stays. */
export function stopLine({ stoppedBy, stopSentence = '' }: StoppedRun, saved: string): string | undefined {
  if (stoppedBy === undefined) return undefined;
  const why = plain(stopSentence).replace(/[^.]$/, '$&.');
  return `${stoppedBy === 'cancelled' ? 'Stopped as asked.' : `Stopped early: ${why}`} ${saved}`;
}

/** Why videos are no songs, in words, with how many there were of each; the most first. */
export function reasonRows(before: string, counts: Readonly<Record<string, number>>): [string, string][] {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => [`${before}${wordsOf(reason)}`, String(count)]);
}

function wordsOf(reason: string): string {
  const words: Readonly<Record<string, string>> = LEAVE_OUT_WORDS;
  return plain(Object.hasOwn(words, reason) ? (words[reason] ?? reason) : reason);
}
