import { TimestampStyles, time } from 'discord.js';
import type { AddedSource } from '../catalogue/sources/manage-sources.ts';
import type { SourceView } from '../catalogue/sources/source-view.ts';
import type { Choice } from './command.ts';
import { counted, fits, plain } from './text.ts';
import { titleLabel, titleText } from './visible.ts';

const EMOJI: Readonly<Record<SourceView['kind'], string>> = { search: '🔎', channel: '📺', playlist: '🎶' };

const whole = new Intl.NumberFormat('en');

/** No message has room for more: a thousand would be tried in vain. */
const MOST_SHOWN = 50;

/** What there is to say in place of a budget where nothing can be asked of YouTube. */
export const WITHOUT_KEY =
  'I have no key for YouTube yet, so no source is asked for songs. Whoever runs me can set `YOUTUBE_API_KEY`.';

/**
 * The sources, best first, as many as fit, and how many do not.
 *
 * @param budget one sentence about what may still be asked of YouTube today
 */
export function describeSources(sources: readonly SourceView[], budget: string): string {
  const end = `📅 ${budget}`;
  if (sources.length === 0)
    return `I follow no source, so no new songs come in. \`/sources add\` gives me one.\n${end}`;
  const head = `**${counted(sources.length, 'source')}**, the best ones first`;
  const all = sources.slice(0, MOST_SHOWN).map(sourceLines);
  for (let shown = all.length; shown > 0; shown -= 1) {
    const lines = [head, ...all.slice(0, shown).flat(), ...restLine(sources.length - shown), end];
    if (fits(lines)) return lines.join('\n');
  }
  return end;
}

function restLine(rest: number): string[] {
  if (rest === 0) return [];
  return [
    `-# … and ${whole.format(rest)} more. \`moodring sources list\` in a terminal shows them all, ` +
      'and `/sources pause` finds one by its name.',
  ];
}

function sourceLines(source: SourceView): string[] {
  const { sourceId, kind, songs } = source;
  return [
    `${EMOJI[kind]} **${shownName(source)}** · ${kind} ${sourceId} · ${counted(songs, 'song')}`,
    `-# ${[stateOf(source), yieldWords(source), askedWords(source), errorWords(source)].filter((part) => part !== '').join(' · ')}`,
  ];
}

/** A search by its words, in quotes; the others by their names. */
function shownName({ kind, name }: Pick<SourceView, 'kind' | 'name'>): string {
  const shown = titleText(name, 80);
  return kind === 'search' ? `“${shown}”` : shown;
}

function stateOf({ enabled, restingUntil }: SourceView): string {
  if (!enabled) return '⏸️ paused';
  if (restingUntil === null) return '';
  return `😴 nothing new expected, asked again ${time(restingUntil, TimestampStyles.RelativeTime)}`;
}

/** Songs a unit lately in words: a unit is one request. */
function yieldWords({ yield: songs }: SourceView): string {
  if (songs === undefined) return '';
  if (songs >= 9.5) return `lately about ${whole.format(Math.round(songs))} songs a request`;
  if (songs >= 1.05) return `lately about ${songs.toFixed(1)} songs a request`;
  if (songs >= 0.67) return 'lately about one song a request';
  if (songs >= 0.01) return `lately one song in ${Math.round(1 / songs)} requests`;
  return 'lately hardly any new songs';
}

function askedWords({ lastRunAt }: SourceView): string {
  if (lastRunAt === null) return 'not asked yet';
  return `last asked ${time(lastRunAt, TimestampStyles.RelativeTime)}`;
}

function errorWords({ lastError }: SourceView): string {
  return lastError === null ? '' : `⚠️ YouTube says “${plain(lastError, 60)}”`;
}

/**
 * What came of adding a source.
 *
 * @param hasKey whether YouTube can be asked for its songs
 */
export function describeAdded({ source, outcome, title, guessed }: AddedSource, hasKey: boolean): string {
  const emoji = EMOJI[source.kind];
  const sofar = `So far it has brought ${counted(source.songs, 'song')}.`;
  const which = title === undefined ? named(source) : `the channel ${plain(title, 100)}`;
  const lines = {
    added: `${emoji} **I follow ${which} now** (${page(source)}). ${hasKey ? 'Its songs come in with the next run; `/ingest now` starts one.' : WITHOUT_KEY}`,
    resumed: `${emoji} **I follow ${which} again** (${page(source)}). ${sofar}`,
    known: `${emoji} I follow ${which} already (${page(source)}). ${sofar}`,
  };
  return [lines[outcome], ...guessLines(source, guessed)].join('\n');
}

/** An old address may have been another channel's, so people are asked to look. */
function guessLines({ sourceId }: SourceView, guessed: string | undefined): string[] {
  if (guessed === undefined) return [];
  return [
    `⚠️ That is an old kind of address, so I took the channel whose handle is ${plain(guessed, 80)}. ` +
      `Is it another one you mean? Then \`/sources remove\` ${sourceId}, and add it by its @handle or one of its videos.`,
  ];
}

/** What came of pausing, resuming or removing a source. */
export function describeChanged(source: SourceView, change: 'pause' | 'resume' | 'remove'): string {
  switch (change) {
    case 'pause':
      return `⏸️ **I do not ask ${named(source)} for songs for now** (${page(source)}). \`/sources resume\` lets me go on where I was.`;
    case 'resume':
      return `▶️ **I ask ${named(source)} for songs again** (${page(source)}) and go on where I was.`;
    case 'remove':
      return `🗑️ **I do not follow ${named(source)} any more** (${page(source)}). ${kept(source.songs)} \`/sources add\` brings it back.`;
  }
}

function kept(songs: number): string {
  if (songs === 0) return 'It had not brought a song.';
  return songs === 1 ? 'The song it brought stays.' : `The ${whole.format(songs)} songs it brought stay.`;
}

/** A source in a sentence. */
function named({ kind, name }: SourceView): string {
  return `the ${kind} ${shownName({ kind, name })}`;
}

/** Its page on YouTube, without a preview. */
function page({ url }: SourceView): string {
  return `<${url}>`;
}

/** Sources to choose while typing: those whose name, words or number fit. */
export function sourceChoices(sources: readonly SourceView[], typed: string): Choice[] {
  const wanted = typed.trim().replace(/^#/, '').toLowerCase();
  return sources
    .filter(
      ({ name, query, sourceId }) =>
        name.toLowerCase().includes(wanted) ||
        query.toLowerCase().includes(wanted) ||
        String(sourceId).startsWith(wanted),
    )
    .map(({ name, kind, songs, sourceId }) => ({
      name: `${titleLabel(name, 60)} · ${kind} · ${counted(songs, 'song')}`,
      value: String(sourceId),
    }));
}
