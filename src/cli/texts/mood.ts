import { describeRegions } from '../../catalogue/regions.ts';
import { MOOD_INFO } from '../../moods.ts';
import { creditOf } from '../../recommend/credit.ts';
import type { MoodResult } from '../commands/mood.ts';
import { counted, percent, plain } from './format.ts';

type Song = MoodResult['songs'][number];

export function moodText({ mood, songs }: MoodResult): string {
  return songs.map((song) => songLines(song, MOOD_INFO[mood].label.toLowerCase()).join('\n')).join('\n\n');
}

function songLines(
  { title, artist, channel, url, license, attribution, regionsAllowed, regionsBlocked, why }: Song,
  label: string,
): string[] {
  const by = artist === '' || title.includes(artist) ? '' : ` by ${plain(artist)}`;
  const credit = plain(creditOf({ title, artist, channel, attribution }));
  const regions = describeRegions({ allowed: regionsAllowed, blocked: regionsBlocked });
  const reasons = [`${percent(why.confidence)} ${label}`];
  if (why.allVoters === 0) reasons.push('no votes yet');
  else reasons.push(`${why.voters} of ${counted(why.allVoters, 'vote')} for it`);
  if (why.words.length > 0)
    reasons.push(`because of ${why.words.map((word) => `"${plain(word)}"`).join(', ')}`);
  return [
    `${plain(title)}${by}`,
    ...(channel === '' ? [] : [`  Channel: ${plain(channel)}`]),
    `  ${url}`,
    `  Licence: ${plain(license)}${credit === '' ? '' : `, credit: ${credit}`}`,
    ...(regions === undefined ? [] : [`  ${regions}`]),
    `  Why: ${reasons.join('; ')}`,
  ];
}
