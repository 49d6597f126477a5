import type { Metrics } from '../classifier/types.ts';
import { confusionTable } from '../training/describe.ts';
import type { RetrainResult } from '../training/retrain.ts';

/** What came of a retrain, for a moderator: old against new, then where the new model errs. Fits one message. */
export function describeRetrain(result: RetrainResult): string {
  const { report, comparison, champion } = result;
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
    headline(result),
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

function headline({ modelId, activated, renewed }: RetrainResult): string {
  if (!activated)
    return `**Model ${modelId} turned out worse, so the old one stays in use.** Nothing has changed for /mood.`;
  const done = `**Done: model ${modelId} is in use now.** The next /mood follows it.`;
  return renewed
    ? `${done} It turned out worse, but the old one had learnt from texts that I may not keep any longer.`
    : done;
}

function figures(old: Metrics | undefined, news: Metrics): string[] {
  const cells = (of: (metrics: Metrics) => string) => (old === undefined ? [of(news)] : [of(old), of(news)]);
  return [
    row('accuracy', ...cells((metrics) => tenths(metrics.accuracy))),
    row('macro-F1', ...cells((metrics) => tenths(metrics.macroF1))),
  ];
}

function row(name: string, ...cells: readonly string[]): string {
  return [name.padEnd(12), ...cells.map((cell) => cell.padStart(8))].join('');
}

function tenths(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
