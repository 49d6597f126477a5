import { STATUS_WORDS } from '../../training/describe.ts';
import { type ModelReport, PART_NAMES } from '../../training/model-report.ts';
import { counted, minute, percent, table } from './format.ts';

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
      ['model', `${modelId}, ${STATUS_WORDS[status]}, trained ${minute(trainedAt)}`],
      ['labels used', counted(labels, 'song')],
      ...figures,
    ]),
    ...missing.map(({ part, reason }) => `Without ${PART_NAMES[part]}: ${reason}`),
  ].join('\n');
}
