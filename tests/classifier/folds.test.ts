import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignFolds } from '../../src/classifier/folds.ts';
import { seededRandom, shuffled } from '../../src/classifier/random.ts';
import { foremost } from '../../src/classifier/vectors.ts';
import { songText } from '../../src/text/song-text.ts';
import { madeUpExamples } from './songs.ts';

describe('assignFolds', () => {
  test('gives every fold its share of every mood', () => {
    const examples = madeUpExamples(120, 1);
    const folds = assignFolds(examples, 5, 7);
    for (let mood = 0; mood < 6; mood++) {
      for (let fold = 0; fold < 5; fold++) {
        const count = examples.filter(
          (song, i) => foremost(song.target) === mood && folds[i] === fold,
        ).length;
        expect(count).toBe(4);
      }
    }
  });

  test('keeps songs with an equal title or description together, also by way of a third', () => {
    const examples = madeUpExamples(60, 2).map((example, i) => {
      if (i === 3) return { ...example, text: songText({ title: 'Night  Drive', description: 'one' }) };
      if (i === 17) return { ...example, text: songText({ title: 'night drive', description: 'two' }) };
      if (i === 40) return { ...example, text: songText({ title: 'other', description: 'TWO' }) };
      return example;
    });
    for (let seed = 0; seed < 10; seed++) {
      const folds = assignFolds(examples, 5, seed);
      expect(new Set([folds[3], folds[17], folds[40]]).size).toBe(1);
    }
  });

  test('does not tie together songs whose text is empty', () => {
    const examples = madeUpExamples(30, 3).map((example) => ({ ...example, text: songText({}) }));
    expect(new Set(assignFolds(examples, 5, 1)).size).toBe(5);
  });

  test('refuses a single fold', () => {
    expect(() => assignFolds(madeUpExamples(10, 1), 1, 1)).toThrow(RangeError);
  });

  test('depends on the songs and the seed, not on their order', () => {
    const examples = madeUpExamples(50, 4);
    const before = assignFolds(examples, 5, 1);
    const foldOf = new Map(examples.map(({ id }, i) => [id, before[i]]));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const mixed = shuffled(examples, seededRandom(seed));
        const after = assignFolds(mixed, 5, 1);
        mixed.forEach(({ id }, i) => {
          expect(after[i]).toBe(foldOf.get(id));
        });
      }),
      { numRuns: 20 },
    );
    expect(assignFolds(examples, 5, 2)).not.toEqual(before);
  });
});
