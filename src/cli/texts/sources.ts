import { describeForecast } from '../../catalogue/quota/forecast.ts';
import type {
  SourceResult,
  SourcesAddResult,
  SourcesChangeResult,
  SourcesListResult,
} from '../commands/sources.ts';
import { columns, counted, minute, plain } from './format.ts';

const HEADER = ['number', 'kind', 'name', 'songs', 'units', 'songs/unit lately', 'last run', 'state'];
const LONGEST_NAME = 48;
const WITHOUT_KEY = 'Without YOUTUBE_API_KEY no source is asked for songs.';

export function sourcesText({ sources, forecast, hasKey }: SourcesListResult): string {
  const listed =
    sources.length === 0
      ? ['There are no sources. "sources add" adds one.']
      : columns([HEADER, ...sources.map(cells)]);
  return [...listed, '', hasKey ? budgetLine(forecast) : WITHOUT_KEY].join('\n');
}

function budgetLine({ resetsAt, songs, ...state }: SourcesListResult['forecast']): string {
  return describeForecast({ ...state, resetsAt: new Date(resetsAt), songs: songs ?? undefined });
}

export function sourceAddedText({ outcome, source, title, guessed, hasKey }: SourcesAddResult): string {
  const called = title === null ? named(source) : `the channel "${plain(title)}"`;
  const which = `${called}, number ${source.sourceId},`;
  const lines = {
    added: `Done: ${which} is a source now. ${hasKey ? 'Its songs come with the next runs.' : WITHOUT_KEY}`,
    resumed: `Done: ${which} is a source again.`,
    known: `Nothing to do: ${which} is a source already and has brought ${counted(source.songs, 'song')}.`,
  };
  if (guessed === null) return lines[outcome];
  const guess =
    `That is an old kind of address, so the channel whose handle is ${plain(guessed)} was taken: ${source.url} ` +
    `If another one is meant, "sources remove ${source.sourceId}" and add it by its @handle or one of its videos.`;
  return `${lines[outcome]}\n${guess}`;
}

export function sourcePausedText({ source }: SourcesChangeResult): string {
  return `Done: ${named(source)} is paused. "sources resume ${source.sourceId}" ends that.`;
}

export function sourceResumedText({ source }: SourcesChangeResult): string {
  return `Done: ${named(source)} is not paused any more.`;
}

export function sourceRemovedText({ source }: SourcesChangeResult): string {
  return `Done: ${named(source)} is removed. Its songs stay; "sources add" brings it back.`;
}

function cells(source: SourceResult): string[] {
  const { sourceId, kind, songs, units, lastRunAt } = source;
  return [
    String(sourceId),
    kind,
    shortName(source),
    String(songs),
    figure(units),
    source.yield === null ? '' : figure(source.yield),
    lastRunAt === null ? 'never' : minute(lastRunAt),
    state(source),
  ];
}

function state({ enabled, restingUntil, lastError }: SourceResult): string {
  const error = lastError === null ? [] : [`error: ${plain(lastError)}`];
  const rest = restingUntil === null ? [] : [`resting until ${minute(restingUntil)}`];
  return [...(enabled ? rest : ['paused']), ...error].join(', ');
}

/** `channel "Lofi Girl"`, so that words to search for are told from a name. */
function named({ kind, name }: SourceResult): string {
  return `the ${kind} "${plain(name)}"`;
}

function shortName({ kind, name }: SourceResult): string {
  const characters = [...plain(name)];
  const short =
    characters.length <= LONGEST_NAME
      ? characters.join('')
      : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
  return kind === 'search' ? `"${short}"` : short;
}

/** To a tenth, and without one where there is none. */
function figure(value: number): string {
  return String(Math.round(value * 10) / 10);
}
