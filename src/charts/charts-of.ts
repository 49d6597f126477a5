import type { ModelReport } from '../training/model-report.ts';
import type { Chart } from './chart.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { learningCurveChart } from './learning-curve.ts';
import { moodSharesChart } from './mood-shares.ts';
import { reliabilityDiagram } from './reliability.ts';

/** The pictures that a report has figures for. */
export function chartsOf({ metrics, learningCurve, moodShares }: ModelReport): Chart[] {
  const { reliability } = metrics ?? {};
  return [
    metrics && confusionMatrix(metrics),
    learningCurve && learningCurveChart(learningCurve, metrics),
    metrics && reliability && reliabilityDiagram(metrics, reliability),
    moodShares && moodSharesChart(moodShares),
  ].filter((chart) => chart !== undefined);
}
