import { MOOD_INFO } from '../moods.ts';
import type { Recommendation } from '../recommend/recommend.ts';
import type { Why } from '../recommend/why.ts';
import { licenceLine, regionLines, songLine } from './song-line.ts';
import { fitting, percent, plain } from './text.ts';

/** A card's message: title and channel, the address that Discord plays inline, licence, where it does not play, why. */
export function cardText({ song, mood }: Recommendation, reasons: Why): string {
  const { emoji } = MOOD_INFO[mood];
  return fitting([
    `${emoji} ${songLine(song)}`,
    `https://www.youtube.com/watch?v=${song.videoId}`,
    `-# ${licenceLine(song)}`,
    ...regionLines(song),
    `-# ${whyLine(mood, reasons)}`,
  ]);
}

function whyLine(mood: Recommendation['mood'], { words, voters, allVoters, confidence }: Why): string {
  const label = MOOD_INFO[mood].label.toLowerCase();
  const parts = [`${percent(confidence)} ${label}`];
  if (allVoters === 0) parts.push('no votes yet, react to say what you hear');
  else parts.push(`${voters} of ${allVoters} ${allVoters === 1 ? 'vote' : 'votes'} for it`);
  if (words.length > 0) parts.push(`because of ${words.map((word) => `“${plain(word, 40)}”`).join(', ')}`);
  return `Why: ${parts.join(' · ')}`;
}
