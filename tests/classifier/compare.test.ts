import { describe, expect, test } from 'vitest';
import { compareModels } from '../../src/classifier/compare.ts';
import { seededRandom } from '../../src/classifier/random.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import type { Contender, Example } from '../../src/classifier/types.ts';
import { moodVector } from '../../src/moods.ts';
import { madeUpExamples } from './songs.ts';

const examples = madeUpExamples(150, 5);
const trained = trainClassifier({ examples, seed: 1, trainedAt: new Date(0), costs: [3] });

function contender(labelled: readonly Example[]): Contender {
  return { recipe: trained.report.recipe, labels: new Map(labelled.map((example) => [example.id, example])) };
}

function compareWith(labelled: readonly Example[]) {
  return compareModels({ examples, champion: contender(labelled), challenger: trained.outOfFold, seed: 1 });
}

/** The same songs, labelled at random. */
function mislabelled(songs: readonly Example[]): Example[] {
  const random = seededRandom(2);
  return songs.map((song) => {
    const mood = Math.floor(random() * 6);
    return { ...song, target: moodVector((_, m) => (m === mood ? 1 : 0)) };
  });
}

describe('compareModels', () => {
  test('a champion of the same labels and recipe is the same, to the last digit', () => {
    const comparison = compareWith(examples);
    expect(comparison.champion).toEqual(comparison.challenger);
    expect(comparison.challenger).toEqual(trained.report.metrics);
    expect(comparison.accuracy).toEqual({ difference: 0, low: 0, high: 0 });
    expect(comparison.verdict).toBe('same');
  });

  test('a challenger of sound labels is better than a champion of wrong ones', () => {
    const { verdict, accuracy } = compareWith(mislabelled(examples));
    expect(verdict).toBe('better');
    expect(accuracy.low).toBeGreaterThan(0);
    expect(accuracy.low).toBeLessThanOrEqual(accuracy.difference);
    expect(accuracy.high).toBeGreaterThanOrEqual(accuracy.difference);
  });

  test('a challenger of wrong labels is worse than a champion of sound ones', () => {
    const poisoned = trainClassifier({
      examples: mislabelled(examples),
      seed: 1,
      trainedAt: new Date(0),
      costs: [3],
    });
    const { verdict, macroF1 } = compareModels({
      examples,
      champion: contender(examples),
      challenger: { ...poisoned.outOfFold, folds: trained.outOfFold.folds },
      seed: 1,
    });
    expect(verdict).toBe('worse');
    expect(macroF1.high).toBeLessThan(0);
  });

  test('takes a champion that knew fewer songs, other songs or none', () => {
    const stranger = examples.map((example) => ({ ...example, id: `other ${example.id}` }));
    expect(compareWith(examples.slice(0, 20)).champion.songs).toBe(150);
    expect(Number.isFinite(compareWith(stranger).champion.logLoss)).toBe(true);
    expect(compareWith([]).verdict).toBe('better');
  });

  test('gives the same answer for the same seed', () => {
    const champion = examples.slice(0, 60);
    expect(compareWith(champion)).toEqual(compareWith(champion));
  });

  test('refuses predictions of other songs', () => {
    expect(() =>
      compareModels({
        examples: examples.slice(1),
        champion: contender(examples),
        challenger: trained.outOfFold,
        seed: 1,
      }),
    ).toThrow(RangeError);
  });
});
