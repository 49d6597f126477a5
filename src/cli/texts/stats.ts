import { MOODS } from '../../moods.ts';
import type { RunResult, StatsResult } from '../commands/stats.ts';
import { counted, minute, percent, plain, table } from './format.ts';

type Row = [name: string, value: string];

/** What is listed of the sources; there is a command for all of them. */
const MOST_SOURCES = 20;

export function statsText({ songs, labelled, votes, cards, model, runs, sources }: StatsResult): string {
  const { starter, youtube, import: imported } = songs.byOrigin;
  const perMood = MOODS.map((mood): Row => [`labelled ${mood}`, String(labelled[mood])]);
  return [
    ...table([
      ['songs', `${songs.total}, ${songs.available} available`],
      ['by origin', `${starter} starter, ${youtube} youtube, ${imported} import`],
      ...perMood,
      ['votes', `${votes.total}, ${votes.onCards} of them on cards`],
      ['voters', String(votes.voters)],
      ['cards', String(cards)],
      ...modelRows(model),
      ['last ingest', runLine(runs.ingest)],
      ['last refresh', runLine(runs.refresh)],
      ['last retrain', runLine(runs.retrain)],
    ]),
    '',
    `${counted(sources.length, 'source')}:`,
    ...sources.slice(0, MOST_SOURCES).map(sourceLine),
    ...(sources.length > MOST_SOURCES
      ? [`  and ${sources.length - MOST_SOURCES} more; "sources list" shows all`]
      : []),
  ].join('\n');
}

function sourceLine({
  kind,
  name,
  enabled,
  songs,
  units,
  lastRunAt,
}: StatsResult['sources'][number]): string {
  const spent = counted(Math.round(units), 'unit');
  const last =
    lastRunAt === null ? 'not asked yet' : `${counted(songs, 'song')} for ${spent}, ${minute(lastRunAt)}`;
  return `  ${kind} "${plain(name)}"${enabled ? '' : ' (paused)'}, ${last}`;
}

function modelRows(model: StatsResult['model']): Row[] {
  if (model === null) return [['active model', 'none; songs are ranked by their votes']];
  const { modelId, trainedAt, figures } = model;
  const rows: Row[] = [['active model', `${modelId}, trained ${minute(trainedAt)}`]];
  if (figures !== null) {
    const { labels, accuracy, macroF1, logLoss, calibrationError } = figures;
    rows.push(
      ['  labels used', String(labels)],
      ['  accuracy', percent(accuracy, 1)],
      ['  macro-F1', percent(macroF1, 1)],
      ['  log-loss', logLoss.toFixed(3)],
      ['  calibration', `${percent(calibrationError, 1)} off on average`],
    );
  }
  return rows;
}

function runLine(run: RunResult | null): string {
  if (run === null) return 'never';
  const { status, startedAt, error } = run;
  return `${minute(startedAt)}, ${status}${error === null ? '' : `: ${plain(error)}`}`;
}
