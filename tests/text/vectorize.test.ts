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
