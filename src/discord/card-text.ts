import { MOOD_INFO } from '../moods.ts';
import type { Recommendation } from '../recommend/recommend.ts';
import type { Why } from '../recommend/why.ts';
import { percent, plain, plainWithLinks } from './text.ts';

/** A card's message: title and channel, the bare address that Discord plays inline, licence, and why. */
export function cardText({ song, mood }: Recommendation, reasons: Why): string {
  const { emoji } = MOOD_INFO[mood];
  const by = song.artist === '' || song.title.includes(song.artist) ? '' : ` by ${plain(song.artist)}`;
  const channel = song.channel === '' ? '' : ` · ${plain(song.channel)}`;
  return [
    `${emoji} **${plain(song.title)}**${by}${channel}`,
    `https://www.youtube.com/watch?v=${song.videoId}`,
    `-# ${licenceLine(song)}`,
    `-# ${whyLine(mood, reasons)}`,
  ].join('\n');
}

function licenceLine({ videoId, license, attribution }: Recommendation['song']): string {
  // The song's own address stands above already.
  const credits = attribution
    .replace(`https://www.youtube.com/watch?v=${videoId}`, '')
    .replace(/[\s,–-]+$/, '');
  const credit = credits === '' ? '' : ` · Credit: ${plainWithLinks(credits)}`;
  return `Licence: ${plainWithLinks(license)}${credit}`;
}

function whyLine(mood: Recommendation['mood'], { words, voters, allVoters, confidence }: Why): string {
  const label = MOOD_INFO[mood].label.toLowerCase();
  const parts = [`${percent(confidence)} ${label}`];
  if (allVoters === 0) parts.push('no votes yet, react to say what you hear');
  else parts.push(`${voters} of ${allVoters} ${allVoters === 1 ? 'vote' : 'votes'} for it`);
  if (words.length > 0) parts.push(`because of ${words.map((word) => `“${plain(word, 40)}”`).join(', ')}`);
  return `Why: ${parts.join(' · ')}`;
}
