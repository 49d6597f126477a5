import { STATUS_WORDS } from '../../training/describe.ts';
import type { ModelListResult } from '../commands/model-list.ts';
import type { ModelRollbackResult } from '../commands/model-rollback.ts';
import { columns, minute, percent } from './format.ts';

type Model = ModelListResult['models'][number];

const HEADER = [
  'model',
  'status',
  'trained',
  'labels',
  'accuracy',
  'macro-F1',
  'accuracy against the one then in use',
];

export function modelListText({ models }: ModelListResult): string {
  if (models.length === 0) return 'There is no model yet.';
  return columns([HEADER, ...models.map(cells)]).join('\n');
}

function cells({ modelId, status, trainedAt, stale, figures, comparison }: Model): string[] {
  return [
    String(modelId),
    status === 'active' && stale ? `${STATUS_WORDS[status]}, too old to explain songs` : STATUS_WORDS[status],
    minute(trainedAt),
    figures === null ? '?' : String(figures.labels),
    figures === null ? '?' : percent(figures.accuracy, 1),
    figures === null ? '?' : percent(figures.macroF1, 1),
    comparison === null ? '' : change(comparison),
  ];
}

function change({ accuracy, verdict }: NonNullable<Model['comparison']>): string {
  const [middle, low, high] = [accuracy.difference, accuracy.low, accuracy.high].map(
    (share) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)}`,
  );
  return `${middle} (${low} to ${high}), ${verdict}`;
}

export function modelRollbackText({ modelId, trainedAt, previousId }: ModelRollbackResult): string {
  const kept =
    previousId === null ? '' : ` Model ${previousId} is kept; "model rollback ${previousId}" returns to it.`;
  return `Done: model ${modelId}, trained ${minute(trainedAt)}, is in use again.${kept}`;
}
