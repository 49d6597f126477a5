import type { Metrics, Progress } from '../classifier/types.ts';
import { MOOD_INFO, MOODS } from '../moods.ts';
import type { RetrainResult } from './retrain.ts';

const STAGES: Readonly<Record<string, string>> = {
  reading: 'Reading the labels',
  choosing: 'Trying settings',
  fitting: 'Learning',
  calibrating: 'Checking how sure it may be',
  comparing: 'Comparing with the model in use',
  predicting: 'Listening to every song again',
};

/** One line for people about how far a retrain has come. */
export function describeProgress({ stage, done, total }: Progress): string {
  const share = total > 0 ? ` ${Math.floor((100 * done) / total)} %` : '';
  return `${STAGES[stage] ?? stage}…${share}`;
}

/** What came of a retrain, for a moderator: old against new, then where the new model errs. Fits one message. */
export function describeRetrain({ modelId, activated, report, comparison, champion }: RetrainResult): string {
  const headline = activated
    ? `**Done: model ${modelId} is in use now.** The next /mood follows it.`
    : `**Model ${modelId} turned out worse, so the old one stays in use.** Nothing has changed for /mood.`;
  const news = comparison?.challenger ?? report.metrics;
  const rows =
    comparison === undefined || champion === undefined
      ? [row('', 'new'), row('labels used', String(report.labels.total)), ...figures(undefined, news)]
      : [
          row('', 'old', 'new'),
          row('labels used', String(champion.labels), String(report.labels.total)),
          ...figures(comparison.champion, news),
        ];
  return [
    headline,
    '```',
    ...rows,
    '```',
    'How often a song that voters call X (row) is taken for Y (column) by the new model:',
    '```',
    ...confusionTable(news),
    '```',
    '-# Measured on songs each model had not seen, both on the same five splits.',
  ].join('\n');
}

function figures(old: Metrics | undefined, news: Metrics): string[] {
  const cells = (of: (metrics: Metrics) => string) => (old === undefined ? [of(news)] : [of(old), of(news)]);
  return [
    row('accuracy', ...cells((metrics) => tenths(metrics.accuracy))),
    row('macro-F1', ...cells((metrics) => tenths(metrics.macroF1))),
  ];
}

/** The confusion matrix as text, narrow enough for a phone: columns go by the first three letters. */
export function confusionTable({ confusion }: Metrics): string[] {
  const names = MOODS.map((mood) => MOOD_INFO[mood].short);
  const header = ['', ...names.map((name) => name.slice(0, 3))];
  const rows = confusion.map((counts, index) => [names[index] ?? '', ...counts.map(String)]);
  return [header, ...rows].map(([name = '', ...cells]) =>
    [name.padEnd(5), ...cells.map((cell) => cell.padStart(5))].join(''),
  );
}

function row(name: string, ...cells: readonly string[]): string {
  return [name.padEnd(12), ...cells.map((cell) => cell.padStart(8))].join('');
}

function tenths(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
