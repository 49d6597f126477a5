import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, serialise } from '../../src/classifier/artefact.ts';
import { InvalidExampleError } from '../../src/classifier/errors/invalid-example-error.ts';
import { NotEnoughLabelsError } from '../../src/classifier/errors/not-enough-labels-error.ts';
import { predict } from '../../src/classifier/predict.ts';
import { seededRandom, shuffled } from '../../src/classifier/random.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import type { Progress } from '../../src/classifier/types.ts';
import { foremost } from '../../src/classifier/vectors.ts';
import { moodVector } from '../../src/moods.ts';
import { songText } from '../../src/text/song-text.ts';
import { madeUpExamples, madeUpText } from './songs.ts';

const trainedAt = new Date('2026-01-02T03:04:05Z');
const examples = madeUpExamples(180, 5);
const trained = trainClassifier({ examples, seed: 1, trainedAt });
const anyText = fc.record({
  title: fc.string({ unit: 'binary', maxLength: 100 }),
  description: fc.string({ unit: 'grapheme', maxLength: 300 }),
  tags: fc.array(fc.constantFrom('lofi', 'rage', '😢', '<3', 'موسيقى', '\ud800'), { maxLength: 5 }),
  genre: fc.constantFrom('', 'Rock'),
  channel: fc.string(),
  artist: fc.string(),
  instruments: fc.array(fc.string(), { maxLength: 3 }),
});

describe('trainClassifier', () => {
  test('learns: songs it has not seen get their mood', () => {
    expect(trained.report.metrics.accuracy).toBeGreaterThan(0.65);
    const random = seededRandom(99);
    const moods = Array.from({ length: 120 }, (_, i) => i % 6);
    const predictions = predict(
      trained.classifier,
      moods.map((mood) => madeUpText(mood, random)),
    );
    const right = predictions.filter((prediction, i) => foremost(prediction) === moods[i]).length;
    expect(right / moods.length).toBeGreaterThan(0.65);
  });

  test('reports what it used', () => {
    const { report, classifier, outOfFold } = trained;
    expect(report.labels).toEqual({ total: 180, perMood: [30, 30, 30, 30, 30, 30] });
    expect(report.folds).toBe(5);
    expect(report.costs.map(({ cost }) => cost)).toContain(report.recipe.cost);
    const best = Math.min(...report.costs.map(({ logLoss }) => logLoss));
    expect(report.costs.find(({ cost }) => cost === report.recipe.cost)?.logLoss).toBe(best);
    expect(classifier.trainedAt).toBe('2026-01-02T03:04:05.000Z');
    expect(outOfFold.ids).toEqual(examples.map(({ id }) => id).sort());
  });

  test('gives the same classifier whatever the order of the songs', () => {
    const small = madeUpExamples(40, 6);
    const expected = trainClassifier({ examples: small, seed: 3, trainedAt, costs: [1, 10] });
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const mixed = shuffled(small, seededRandom(seed));
        expect(trainClassifier({ examples: mixed, seed: 3, trainedAt, costs: [1, 10] })).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  test('tells how far it is, every stage to its end', () => {
    const told: Progress[] = [];
    trainClassifier({ examples: madeUpExamples(30, 7), seed: 1, trainedAt, onProgress: (p) => told.push(p) });
    const stages = [...new Set(told.map(({ stage }) => stage))];
    expect(stages).toEqual(['reading', 'choosing', 'calibrating', 'fitting']);
    for (const stage of stages) {
      const last = told.filter((progress) => progress.stage === stage).at(-1);
      expect(last?.done).toBe(last?.total);
    }
  });

  test('refuses too few labels, saying how many there are', () => {
    const oneMood = madeUpExamples(9, 8, 1);
    expect(() => trainClassifier({ examples: [], seed: 1, trainedAt })).toThrow(NotEnoughLabelsError);
    try {
      trainClassifier({ examples: oneMood, seed: 1, trainedAt });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(NotEnoughLabelsError);
      expect(error).toMatchObject({ labels: 9, moods: ['happy'] });
    }
  });

  test.each([
    ['a label that sums to 2', { target: moodVector((_, m) => (m < 2 ? 1 : 0)) }],
    ['a label with a negative share', { target: moodVector((_, m) => [2, -1, 0, 0, 0, 0][m] ?? 0) }],
    ['a label that is not a number', { target: moodVector(() => Number.NaN) }],
    ['no weight', { weight: 0 }],
    ['a weight that is not a number', { weight: Number.NaN }],
    ['a weight without bounds', { weight: Number.POSITIVE_INFINITY }],
    ['an id that is taken', { id: 'song-0001' }],
  ])('refuses %s', (_, change) => {
    const [first, ...rest] = madeUpExamples(12, 9);
    const given = first === undefined ? rest : [{ ...first, ...change }, ...rest];
    expect(() => trainClassifier({ examples: given, seed: 1, trainedAt })).toThrow(InvalidExampleError);
  });

  test.each([
    ['no cost', []],
    ['a cost of 0', [1, 0]],
    ['a cost below 0', [-1]],
    ['a cost that is not a number', [Number.NaN, 1]],
    ['a cost without bounds', [Number.POSITIVE_INFINITY]],
  ])('refuses %s', (_, costs) => {
    expect(() => trainClassifier({ examples, seed: 1, trainedAt, costs })).toThrow(RangeError);
  });

  test.each([
    ['two songs', madeUpExamples(2, 1)],
    [
      'one song of a mood',
      [
        ...madeUpExamples(20, 1, 2),
        ...madeUpExamples(3, 2)
          .slice(2)
          .map((e) => ({ ...e, id: 'x' })),
      ],
    ],
    ['songs without text', madeUpExamples(20, 1).map((e) => ({ ...e, text: songText({}) }))],
    ['songs all alike', madeUpExamples(20, 1).map((e) => ({ ...e, text: songText({ title: 'same' }) }))],
    [
      'lone surrogates',
      madeUpExamples(20, 1).map((e) => ({ ...e, text: songText({ title: `\ud83d ${e.id} \udc00` }) })),
    ],
    [
      'texts of 5,000 bytes',
      madeUpExamples(12, 1).map((e, i) => ({
        ...e,
        text: songText({ description: `${i % 9}ж😢 `.repeat(625) }),
      })),
    ],
    [
      'emoji of several parts',
      madeUpExamples(20, 1).map((e) => ({ ...e, text: songText({ title: `👩‍❤️‍👨🏽 حب ${e.id}` }) })),
    ],
  ])('makes do with %s', (_, given) => {
    const { classifier, report } = trainClassifier({ examples: given, seed: 1, trainedAt });
    expect(Number.isFinite(report.metrics.logLoss)).toBe(true);
    for (const prediction of predict(
      classifier,
      given.map(({ text }) => text),
    )) {
      expect(prediction.every(Number.isFinite)).toBe(true);
      expect(prediction.reduce<number>((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    }
  });
});

/** Songs as they should not be: labels, weights and ids that make no sense are among them. */
const anyExample = fc.record({
  id: fc.oneof({ weight: 9, arbitrary: fc.uuid() }, fc.constantFrom('', 'x', '__proto__', '\ud800')),
  text: anyText,
  target: fc.oneof(
    {
      weight: 19,
      arbitrary: fc
        .tuple(fc.nat(5), fc.nat(5), fc.double({ min: 0, max: 1, noNaN: true }))
        .map(([a, b, p]) => moodVector((_, mood) => (mood === a ? 1 - p : 0) + (mood === b ? p : 0))),
    },
    fc
      .array(fc.double(), { minLength: 6, maxLength: 6 })
      .map((shares) => moodVector((_, m) => shares[m] ?? 0)),
  ),
  weight: fc.oneof(
    { weight: 19, arbitrary: fc.double({ min: 0, minExcluded: true, max: 2, noNaN: true }) },
    fc.double(),
  ),
});

test('whatever the songs: one of two errors, or a classifier that is whole and independent of their order', () => {
  let trainings = 0;
  fc.assert(
    fc.property(fc.array(anyExample, { maxLength: 12 }), fc.integer(), (given, seed) => {
      const train = (songs: typeof given) => trainClassifier({ examples: songs, seed: 1, trainedAt });
      let result: ReturnType<typeof train>;
      try {
        result = train(given);
      } catch (error) {
        if (error instanceof InvalidExampleError || error instanceof NotEnoughLabelsError) return;
        throw error;
      }
      trainings++;
      const { classifier, report, outOfFold } = result;
      const texts = given.map(({ text }) => text);
      const predictions = predict(classifier, texts);
      for (const prediction of [...predictions, ...outOfFold.probabilities]) {
        expect(prediction.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(prediction.reduce<number>((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      }
      expect(Number.isFinite(report.metrics.logLoss)).toBe(true);
      const copy = parse(serialise(classifier));
      expect(copy).toEqual(classifier);
      expect(predict(copy, texts)).toEqual(predictions);
      expect(train(shuffled(given, seededRandom(seed)))).toEqual(result);
    }),
  );
  expect(trainings).toBeGreaterThan(10);
});

describe('predict', () => {
  test('gives a distribution for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [prediction = []] = predict(trained.classifier, [text]);
        expect(prediction.length).toBe(6);
        expect(prediction.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(prediction.reduce<number>((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('gives equal texts equal predictions, alone or among others', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (texts) => {
        const together = predict(trained.classifier, [...texts, ...texts]);
        texts.forEach((text, i) => {
          expect(together[i]).toEqual(together[i + texts.length]);
          expect(predict(trained.classifier, [structuredClone(text)])[0]).toEqual(together[i]);
        });
      }),
      { numRuns: 30 },
    );
  });
});
