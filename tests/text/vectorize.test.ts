import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { songText } from '../../src/text/song-text.ts';
import { viewRows } from '../../src/text/sparse-matrix.ts';
import { traceFeatures } from '../../src/text/trace.ts';
import { countFeatures, fitVectorizer, transform, vectorizerOf } from '../../src/text/vectorize.ts';
import type { BlockOptions, VectorizerOptions } from '../../src/text/vectorizer-types.ts';

const words: BlockOptions = {
  fields: ['title', 'tags'],
  unit: 'words',
  ngrams: [1, 2],
  minSongs: 1,
  weight: 1,
};
const letters: BlockOptions = {
  fields: ['title'],
  unit: 'characters',
  ngrams: [3, 3],
  minSongs: 2,
  weight: 0.5,
};
const options: VectorizerOptions = { blocks: [words, letters], descriptionLength: 100 };
const songs = [
  songText({ title: 'sad rain', tags: ['sad'] }),
  songText({ title: 'rain on the roof' }),
  songText({ title: 'sun' }),
];

describe('fitVectorizer', () => {
  test('learns words, pairs that reach over stop words, and frequent pieces of words', () => {
    const [terms, pieces] = fitVectorizer(songs, options).vocabularies;
    expect(terms).toEqual(['sad', 'rain', 'sad rain', 'roof', 'rain roof', 'sun']);
    expect(pieces).toEqual([' ra', 'rai', 'ain', 'in ']);
  });

  const vocabulary = ['sad', 'rain', 'night', 'the', 'of', '😢'];
  const titles = fc.array(
    fc.array(fc.constantFrom(...vocabulary), { maxLength: 8 }).map((parts) => parts.join(' ')),
    { minLength: 1, maxLength: 6 },
  );
  const span = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }));

  test('counts just the n-grams that joining words gives, of any lengths', () => {
    fc.assert(
      fc.property(titles, span, fc.integer({ min: 0, max: 2 }), (texts, ngrams, minSongs) => {
        const [shortest, longest] = ngrams;
        const grams = texts.map((title) => {
          const kept = title.split(' ').filter((word) => !['', 'the', 'of'].includes(word));
          return kept.flatMap((_, last) =>
            Array.from({ length: longest }, (_, n) => kept.slice(last - n, last + 1))
              .filter((gram, n) => last >= n && gram.length >= shortest)
              .map((gram) => gram.join(' ')),
          );
        });
        const known = [...new Set(grams.flat())].filter(
          (gram) => grams.filter((own) => own.includes(gram)).length >= minSongs,
        );
        const block: BlockOptions = { fields: ['title'], unit: 'words', ngrams, minSongs, weight: 1 };
        const { vocabularies, matrix } = countFeatures(
          texts.map((title) => songText({ title })),
          { blocks: [block], descriptionLength: 0 },
        );
        expect(vocabularies).toEqual([known]);
        const counted = grams.map((_, row) =>
          Object.fromEntries(
            [...matrix.columns]
              .map((column, k) => [known[column], matrix.values[k]])
              .slice(matrix.starts[row], matrix.starts[row + 1]),
          ),
        );
        const expected = grams.map((own) =>
          Object.fromEntries(
            own
              .filter((gram) => known.includes(gram))
              .map((gram) => [gram, own.filter((other) => other === gram).length]),
          ),
        );
        expect(counted).toEqual(expected);
      }),
    );
  });

  test('gives rare features a higher idf', () => {
    const { idf } = fitVectorizer(songs, options);
    expect(idf[1]).toBeCloseTo(1 + Math.log(4 / 3), 12);
    expect(idf[5]).toBeCloseTo(1 + Math.log(4 / 2), 12);
  });

  test('is plain data: a copy by way of JSON transforms alike', () => {
    const vectorizer = fitVectorizer(songs, options);
    const copy = JSON.parse(JSON.stringify({ ...vectorizer, idf: [...vectorizer.idf] }));
    expect(transform({ ...copy, idf: Float64Array.from(copy.idf) }, songs)).toEqual(
      transform(vectorizer, songs),
    );
  });
});

describe('transform', () => {
  test('weighs by 1 + ln tf times idf, each block scaled to its weight', () => {
    const vectorizer = fitVectorizer(songs, options);
    const row = transform(vectorizer, [songText({ title: 'sad sun', tags: ['sad'] })]);
    const sad = (1 + Math.log(2)) * (vectorizer.idf[0] ?? 0);
    const sun = vectorizer.idf[5] ?? 0;
    expect([...row.columns]).toEqual([0, 5]);
    expect(row.values[0]).toBeCloseTo(sad / Math.hypot(sad, sun), 12);
    expect(row.values[1]).toBeCloseTo(sun / Math.hypot(sad, sun), 12);
  });

  test('every block of a row has the length of its weight', () => {
    const row = transform(fitVectorizer(songs, options), [songText({ title: 'rain' })]);
    const length = (from: number, to: number) =>
      Math.hypot(
        ...[...row.values].filter((_, k) => (row.columns[k] ?? 0) >= from && (row.columns[k] ?? 0) < to),
      );
    expect(length(0, 6)).toBeCloseTo(1, 12);
    expect(length(6, 10)).toBeCloseTo(0.5, 12);
  });

  test('gives an empty row for text without a known word', () => {
    const rows = transform(fitVectorizer(songs, options), [
      songText({}),
      songText({ title: 'zzz' }),
      songs[0] ?? songText({}),
    ]);
    expect([...rows.starts.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(rows.starts[3]).toBeGreaterThan(0);
  });

  test('gives a song the same row alone and among many', () => {
    const many = Array.from({ length: 400 }, (_, i) =>
      songText({ title: `song ${i} of ${i % 7} rainy days`, tags: [`tag${i % 50}`] }),
    );
    const vectorizer = fitVectorizer(many, options);
    const together = transform(vectorizer, many);
    expect(together.starts[400]).toBe(together.columns.length);
    many.forEach((song, i) => {
      const alone = transform(vectorizer, [song]);
      const row = together.columns.subarray(together.starts[i], together.starts[i + 1]);
      expect([...alone.columns]).toEqual([...row]);
      expect([...alone.values]).toEqual([
        ...together.values.subarray(together.starts[i], together.starts[i + 1]),
      ]);
    });
  });

  test('of the songs it was fitted on is what counting and weighing gave', () => {
    const counts = countFeatures(songs, options);
    expect(transform(vectorizerOf(counts), songs).columns).toEqual(counts.matrix.columns);
  });
});

describe('traceFeatures', () => {
  test('leads every value back to words as written', () => {
    const vectorizer = fitVectorizer(songs, options);
    const text = songText({ title: 'RAIN on the Roof, rain' });
    const row = transform(vectorizer, [text]);
    const traces = traceFeatures(vectorizer, text);
    row.columns.forEach((column, k) => {
      const shares = traces.filter((trace) => trace.column === column).map(({ share }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(row.values[k] ?? 0, 12);
    });
    expect(new Set(traces.map(({ word }) => word))).toEqual(
      new Set(['RAIN', 'Roof', 'rain', 'RAIN on the Roof']),
    );
  });
});

describe('viewRows', () => {
  test('shares memory and keeps the rows', () => {
    const rows = transform(fitVectorizer(songs, options), songs);
    const view = viewRows(rows, 1, 3);
    expect(view.rowCount).toBe(2);
    expect(view.starts[0]).toBe(rows.starts[1]);
    expect(view.values).toBe(rows.values);
    expect(() => viewRows(rows, 2, 4)).toThrow(RangeError);
  });
});
