import { confusionTable } from '../../training/describe.ts';
import type { RetrainResult } from '../commands/retrain.ts';
import { percent } from './format.ts';

type Metrics = RetrainResult['metrics'];

const FIGURES: readonly (readonly [name: string, of: (metrics: Metrics) => string])[] = [
  ['accuracy', ({ accuracy }) => percent(accuracy, 1)],
  ['macro-F1', ({ macroF1 }) => percent(macroF1, 1)],
  ['log-loss', ({ logLoss }) => logLoss.toFixed(3)],
];

/** Old against new as `/retrain` shows it, for a terminal. */
export function retrainText({
  modelId,
  activated,
  renewed,
  labels,
  metrics,
  champion,
}: RetrainResult): string {
  const headline = activated
    ? `Done: model ${modelId} is in use now.${renewed ? ' It turned out worse, but the old one was too old to go on.' : ''}`
    : `Model ${modelId} turned out worse, so the old one stays in use.`;
  const cells = (news: string, old: string | undefined) => (old === undefined ? [news] : [old, news]);
  const old = champion?.metrics;
  return [
    headline,
    '',
    row('', cells('new', champion === null ? undefined : 'old')),
    row('model', cells(String(modelId), champion?.modelId.toString())),
    row('labels used', cells(String(labels), champion?.labels.toString())),
    ...FIGURES.map(([name, of]) => row(name, cells(of(metrics), old && of(old)))),
    '',
    'How often a song that voters call X (row) is taken for Y (column) by the new model:',
    ...confusionTable(metrics),
    '',
    'Measured on songs each model had not seen, both on the same five splits.',
  ].join('\n');
}

function row(name: string, cells: readonly string[]): string {
  return [name.padEnd(12), ...cells.map((cell) => cell.padStart(9))].join('');
}
