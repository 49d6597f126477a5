import { describeRegions } from '../../catalogue/regions.ts';
import { MOOD_INFO, type Mood } from '../../moods.ts';
import { creditOf } from '../../recommend/credit.ts';
import { roundedWeights } from '../../recommend/rounded-weights.ts';
import type { Foremost } from '../../recommend/word-weights.ts';
import type { SongResult } from '../commands/song.ts';
import { counted, percent, plain } from './format.ts';

export function songText({
  song,
  state,
  original,
  votes,
  opinions,
  reasons,
  alternatives,
}: SongResult): string {
  const tallies = votes.tallies.map(({ mood, voters }) => `${label(mood)} ${voters}`).join(', ');
  const voted = votes.voters === 0 ? 'Votes: none' : `Votes: ${tallies} (${counted(votes.voters, 'member')})`;
  if (state === 'erased')
    return `This song is not available any more; what YouTube told about it has been erased.\n${voted}`;
  const by = song.artist === '' || song.title.includes(song.artist) ? '' : ` by ${plain(song.artist)}`;
  const credit = plain(creditOf(song));
  const regions = describeRegions({ allowed: song.regionsAllowed, blocked: song.regionsBlocked });
  return [
    `${plain(song.title)}${by}`,
    ...(song.channel === '' ? [] : [`Channel: ${plain(song.channel)}`]),
    song.url,
    `Licence: ${plain(song.license)}${credit === '' ? '' : `, credit: ${credit}`}`,
    ...(regions === undefined ? [] : [regions]),
    ...(song.madeForKids === true ? ['YouTube says that it is made for children.'] : []),
    ...(original === null
      ? []
      : [`This is a re-upload of ${plain(original.title)}, recommended in its place: ${original.url}`]),
    ...(state === 'taken-out'
      ? ['Not recommended at the moment: it was taken out, or does not play on YouTube.']
      : []),
    voted,
    '',
    ...(opinions === null ? ['There is no model yet.'] : opinions.map(opinionLine)),
    ...reasons.flatMap(reasonLines),
    ...(alternatives.length === 0
      ? []
      : [
          '',
          'Other songs that fit:',
          ...alternatives.map(({ videoId, title }) => `  ${videoId}  ${plain(title)}`),
        ]),
  ].join('\n');
}

function opinionLine({ mood, prediction, score }: NonNullable<SongResult['opinions']>[number]): string {
  const together = score === null ? '' : `, with the votes ${percent(score).padStart(5)}`;
  return `${label(mood).padEnd(18)}${percent(prediction).padStart(5)}${together}`;
}

function reasonLines({ mood, ...weights }: SongResult['reasons'][number]): string[] {
  const { start, up, down, score } = roundedWeights(weights);
  return [
    '',
    `Why ${label(mood)}: ${points(score)} points`,
    ...side('pulls up', up),
    ...side('pulls down', down),
    `  every song starts with ${points(start)}`,
  ];
}

function side(name: string, { shown, others }: Foremost): string[] {
  const words = shown.map(({ word, points: some }) => `"${plain(word)}" ${points(some)}`);
  if (others.points !== 0)
    words.push(`${counted(others.words, shown.length === 0 ? 'word' : 'other')} ${points(others.points)}`);
  if (words.length === 0) return [];
  return [`  ${name}: ${words.join(', ')}`];
}

function points(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}

function label(mood: Mood): string {
  return MOOD_INFO[mood].label.toLowerCase();
}
