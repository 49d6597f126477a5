import { describe, expect, test } from 'vitest';
import { crossCalibrate, crossValidate } from '../../src/classifier/cross-validation.ts';
import { assignFolds } from '../../src/classifier/folds.ts';
import type { Example } from '../../src/classifier/types.ts';
import { moodVector } from '../../src/moods.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import { countFeatures } from '../../src/text/vectorize.ts';
import { madeUpExamples } from './songs.ts';

const examples = madeUpExamples(60, 5);
const folds = assignFolds(examples, 5, 1);
const counts = countFeatures(
  examples.map(({ text }) => text),
  DEFAULT_FEATURES,
);
const scoresFor = (labels: readonly (Example | undefined)[], costs = [1]) =>
  crossValidate({ counts, labels, folds, costs });

const angry = moodVector((_, mood) => (mood === 5 ? 1 : 0));
const relabelled = examples.map((example, i) => (folds[i] === 2 ? { ...example, target: angry } : example));
const inFold = examples.map((_, i) => folds[i] === 2);

describe('crossValidate', () => {
  test('scores a song without having seen the labels of its fold', () => {
    const [before] = scoresFor(examples);
    const [after] = scoresFor(relabelled);
    inFold.forEach((inside, i) => {
      if (inside) expect(after?.[i]).toEqual(before?.[i]);
      else expect(after?.[i]).not.toEqual(before?.[i]);
    });
  });

  test('a song without a label is scored but not learned from', () => {
    const [withAll] = scoresFor(examples);
    const [without] = scoresFor(examples.map((example, i) => (i === 0 ? undefined : example)));
    const sameFold = examples.findIndex((_, i) => i > 0 && folds[i] === folds[0]);
    const otherFold = examples.findIndex((_, i) => folds[i] !== folds[0]);
    expect(without?.[0]).toEqual(withAll?.[0]);
    expect(without?.[sameFold]).toEqual(withAll?.[sameFold]);
    expect(without?.[otherFold]).not.toEqual(withAll?.[otherFold]);
  });

  test('gives the scores of each cost in the order of the costs', () => {
    const [dear, cheap] = scoresFor(examples, [30, 0.1]);
    const spread = (scores: typeof dear) =>
      Math.max(...(scores ?? []).flat()) - Math.min(...(scores ?? []).flat());
    expect(spread(dear)).toBeGreaterThan(2 * spread(cheap));
  });
});

describe('crossCalibrate', () => {
  test('reads scores without having seen the labels of their fold', () => {
    const [scores = []] = scoresFor(examples);
    const before = crossCalibrate(scores, examples, folds);
    const after = crossCalibrate(scores, relabelled, folds);
    inFold.forEach((inside, i) => {
      if (inside) expect(after[i]).toEqual(before[i]);
      else expect(after[i]).not.toEqual(before[i]);
    });
  });
});
