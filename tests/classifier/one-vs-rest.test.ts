import { describe, expect, test } from 'vitest';
import { logRatioScale } from '../../src/classifier/log-ratio.ts';
import { fitOneVsRest, rawScores } from '../../src/classifier/one-vs-rest.ts';
import { MOODS } from '../../src/moods.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import { fitVectorizer, transform } from '../../src/text/vectorize.ts';
import { madeUpExamples } from './songs.ts';

const examples = madeUpExamples(60, 3, 4);
const texts = examples.map(({ text }) => text);
const rows = transform(fitVectorizer(texts, DEFAULT_FEATURES), texts);
const targets = examples.map(({ target }) => target);
const weights = Float64Array.from(examples, ({ weight }) => weight);
const labelled = { rows, targets, weights };

describe('fitOneVsRest', () => {
  test('solves the regression whose features are scaled by their log-count ratio', () => {
    const cost = 3;
    const [model] = fitOneVsRest(labelled, [cost]);
    const scores = model === undefined ? [] : rawScores(model, rows);
    for (const mood of [0, 1, 2, 3]) {
      const wanted = Float64Array.from(targets, (target) => target[mood] ?? 0);
      const scale = logRatioScale(rows, wanted, weights);
      const pull = (probability: (row: number) => number) => {
        const sums = new Float64Array(rows.columnCount);
        for (let i = 0; i < rows.rowCount; i++) {
          const error = cost * (weights[i] ?? 0) * (probability(i) - (wanted[i] ?? 0));
          for (let k = rows.starts[i] ?? 0; k < (rows.starts[i + 1] ?? 0); k++) {
            const j = rows.columns[k] ?? 0;
            sums[j] = (sums[j] ?? 0) + error * (rows.values[k] ?? 0) * (scale[j] ?? 0);
          }
        }
        return sums;
      };
      const atStart = pull(() => 0.5);
      const left = pull((i) => 1 / (1 + Math.exp(-(scores[i]?.[mood] ?? 0)))).map(
        (sum, j) => sum + (model?.weights[mood]?.[j] ?? 0) / (scale[j] ?? 1),
      );
      expect(Math.hypot(...left)).toBeLessThan(0.02 * Math.hypot(...atStart));
    }
  });

  test('gives each cost its model, in the order asked', () => {
    const [three, one] = fitOneVsRest(labelled, [3, 1]);
    const [alone] = fitOneVsRest(labelled, [1]);
    const size = (model: typeof one) => Math.hypot(...(model?.weights[0] ?? []));
    expect(size(three)).toBeGreaterThan(size(one));
    expect(one).toEqual(alone);
  });

  test('gives a mood without a label no weights and a low score', () => {
    const [model] = fitOneVsRest(labelled, [1]);
    expect(MOODS[5]).toBe('angry');
    expect(model?.weights[5]?.every((weight) => weight === 0)).toBe(true);
    expect(model?.intercepts[5]).toBeLessThan(-4);
  });
});
