import type { FoundSong } from '../../db/queries/song-search.ts';
import { MOOD_INFO, MOODS, type Mood } from '../moods.ts';
import { roundedWeights } from '../recommend/rounded-weights.ts';
import type { MoodOpinion, MoodReasons, SongDetails } from '../recommend/song-details.ts';
import type { Foremost } from '../recommend/word-weights.ts';
import { isVisible } from '../text/visible.ts';
import { licenceLine, regionLines, songLine } from './song-line.ts';
import { cut, fitting, percent, plain, signed } from './text.ts';
import { titleLabel, titleText } from './visible.ts';

/** Characters of a bar that stands for all. */
const BAR = 10;

/** Everything about one song, for whoever asked. What matters least comes last: it is left out where it does not fit. */
export function describeSong(details: SongDetails): string {
  const { song, state, opinions, reasons, alternatives } = details;
  if (state === 'erased') return describeErased(details);
  return fitting([
    `🎵 ${songLine(song)}`,
    `https://www.youtube.com/watch?v=${song.videoId}`,
    `-# ${licenceLine(song)}`,
    ...regionLines(song),
    ...originalLines(details),
    ...(state === 'taken-out'
      ? [
          '-# It was taken out of my collection or does not play on YouTube, so I do not recommend it at the moment.',
        ]
      : []),
    votesLine(details),
    ...(opinions === undefined
      ? ['I have no model yet, so I cannot say what I hear in it.']
      : opinionLines(opinions, details.votes.voters)),
    ...reasons.flatMap(reasonLines),
    ...(reasons.length === 0 ? [] : ['-# The more points, the more I hear a mood.']),
    '-# Moods are this community’s and my own guess, not YouTube’s.',
    ...alternativeLines(alternatives),
  ]);
}

/** The link shows no preview: the song's own is the one that plays. */
function originalLines({ original }: SongDetails): string[] {
  if (original === undefined) return [];
  const on = isVisible(original.channel) ? ` · ${plain(original.channel)}` : '';
  const link = `<https://www.youtube.com/watch?v=${original.videoId}>`;
  return [
    `This is a re-upload of **${titleText(original.title)}**${on}, which I recommend in its place: ${link}`,
  ];
}

function describeErased(details: SongDetails): string {
  return [
    'I knew this song, but it is not available any more, so I have erased what YouTube told me about it.',
    details.votes.voters === 0 ? 'Nobody had voted on it.' : votesLine(details),
  ].join('\n');
}

function votesLine({ votes: { voters, tallies }, state }: SongDetails): string {
  if (voters === 0)
    return state === 'available'
      ? '**Votes:** none yet. When I show it in a channel, react to say what you hear.'
      : '**Votes:** none.';
  const moods = tallies.map(({ mood, voters: some }) => `${MOOD_INFO[mood].emoji} ${label(mood)} ${some}`);
  return `**Votes:** ${moods.join(' · ')} (${voters} ${voters === 1 ? 'member' : 'members'})`;
}

function opinionLines(opinions: readonly MoodOpinion[], voters: number): string[] {
  // A block counts as one line: cut in two it would swallow the rest of the message.
  const rows = opinions.map(({ mood, prediction }) => {
    const filled = Math.round(BAR * prediction);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
    return `${MOOD_INFO[mood].short.padEnd(6)}${bar} ${percent(prediction).padStart(5)}`;
  });
  const ranked = opinions.filter(({ score }) => score !== undefined);
  const best = ranked.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))[0];
  const together =
    voters === 0 || best === undefined || ranked.length < MOODS.length
      ? ''
      : `\n-# Together with the votes: ${percent(best.score ?? 0)} ${label(best.mood)}.`;
  return [`**What I hear:**\n\`\`\`\n${rows.join('\n')}\n\`\`\`${together}`];
}

function reasonLines({ mood, ...weights }: MoodReasons): string[] {
  const { start, up, down, score } = roundedWeights(weights);
  const title = `**Why ${label(mood)}: ${signed(score, 2)} points**`;
  if ([up, down].every(({ shown, others }) => shown.length === 0 && others.words === 0))
    return [title, 'I know no word of its text, so this is where every song starts.'];
  return [
    title,
    ...side('pulls up', up),
    ...side('pulls down', down),
    `-# every song starts with ${signed(start, 2)}`,
  ];
}

function side(name: string, { shown, others }: Foremost): string[] {
  const words = shown.map(({ word, points }) => `“${plain(word, 40)}” ${signed(points, 2)}`);
  if (others.points !== 0) {
    const [one, many] = shown.length === 0 ? ['word', 'words'] : ['other', 'others'];
    words.push(`${others.words} ${others.words === 1 ? one : many} ${signed(others.points, 2)}`);
  }
  if (words.length === 0) return [];
  return [`${name}: ${words.join(', ')}`];
}

function alternativeLines(songs: readonly FoundSong[]): string[] {
  if (songs.length === 0) return [];
  return [`-# Did you mean another one? ${songs.map(({ title }) => `“${titleText(title, 60)}”`).join(', ')}`];
}

function label(mood: Mood): string {
  return MOOD_INFO[mood].label.toLowerCase();
}

/** A song to choose while typing. */
export function songChoice({ videoId, title, artist, channel }: FoundSong): { name: string; value: string } {
  const by = [artist, channel].find((name) => isVisible(name) && !title.includes(name));
  const name = by === undefined ? titleLabel(title, 100) : cut(`${titleLabel(title, 70)} · ${by}`, 100);
  return { name, value: videoId };
}
