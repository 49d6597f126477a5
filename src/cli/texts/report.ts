import type { ModelReport } from '../../training/model-report.ts';
import { counted, minute, percent, table } from './format.ts';

const PARTS = {
  metrics: 'figures',
  reliability: 'reliability diagram',
  'learning-curve': 'learning curve',
  'mood-shares': 'mood shares',
} as const satisfies Readonly<Record<ModelReport['missing'][number]['part'], string>>;

/** The figures of a report; its pictures say the rest. */
export function reportText({ modelId, status, trainedAt, labels, metrics, missing }: ModelReport): string {
  const figures: [string, string][] =
    metrics === undefined
      ? []
      : [
          ['accuracy', percent(metrics.accuracy, 1)],
          ['macro-F1', percent(metrics.macroF1, 1)],
          ['log-loss', metrics.logLoss.toFixed(3)],
          ['calibration', `${percent(metrics.calibrationError, 1)} off on average`],
        ];
  return [
    ...table([
      ['model', `${modelId}, ${status}, trained ${minute(trainedAt)}`],
      ['labels used', counted(labels, 'song')],
      ...figures,
    ]),
    ...missing.map(({ part, reason }) => `Without ${PARTS[part]}: ${reason}`),
  ].join('\n');
}
