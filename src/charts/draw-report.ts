import type { ModelReport } from '../training/model-report.ts';
import { chartsOf } from './charts-of.ts';
import { drawElsewhere } from './draw-elsewhere.ts';
import type { Picture } from './picture.ts';

/**
 * Draws what a report has figures for: confusion matrix, learning curve, reliability and mood shares, in this order.
 *
 * @throws DrawingFailedError, or the signal's reason.
 */
export async function drawReport(report: ModelReport, signal?: AbortSignal): Promise<readonly Picture[]> {
  const charts = chartsOf(report);
  if (charts.length === 0) return [];
  const pngs = await drawElsewhere(
    charts.map(({ spec }) => spec),
    signal,
  );
  return pngs.flatMap((png, index) => {
    const chart = charts[index];
    if (chart === undefined) return [];
    const { name, title, alt } = chart;
    return [{ name, title, alt, png }];
  });
}
