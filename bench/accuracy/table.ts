import { aligned } from '../aligned.ts';
import type { Result } from './measures.ts';

/** The results as a table for a terminal. */
export function table(results: readonly Result[]): string {
  const header = 'data set|songs|C|accuracy|macro-F1|log-loss|ECE|P@5|P@10|features|seconds'.split('|');
  const lines = results.map((result) => [
    result.name,
    String(result.songs),
    [...new Set(result.costs)].sort((a, b) => a - b).join(' '),
    result.accuracy.toFixed(3),
    result.macroF1.toFixed(3),
    result.logLoss.toFixed(3),
    result.calibrationError.toFixed(3),
    result.precisionAt5.toFixed(2),
    result.precisionAt10.toFixed(2),
    result.features.toFixed(0),
    result.seconds.toFixed(2),
  ]);
  return `${aligned([header, ...lines]).join('\n')}\n`;
}
