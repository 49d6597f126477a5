import { readFields } from './features.ts';
import type { SongText, TextField } from './song-text.ts';
import { preparedBlocks, transform } from './vectorize.ts';
import type { Vectorizer } from './vectorizer-types.ts';

/** One place in a song's text that a column's value comes from. */
export interface Trace {
  readonly column: number;
  readonly field: TextField;
  /** The word or words as written; for a character n-gram the word that it lies in. */
  readonly word: string;
  /** This place's equal part of the column's value in the song's row. */
  readonly share: number;
}

/** Where every value of the song's TF-IDF row comes from; the shares of a column add up to its value. */
export function traceFeatures(vectorizer: Vectorizer, text: SongText): Trace[] {
  const row = transform(vectorizer, [text]);
  const values = new Map<number, number>();
  row.columns.forEach((column, k) => {
    values.set(column, row.values[k] ?? 0);
  });
  const fields = readFields(text, vectorizer.options);
  const places: Omit<Trace, 'share'>[] = [];
  const times = new Map<number, number>();
  for (const block of preparedBlocks(vectorizer)) {
    for (const field of block.fields) {
      const tokens = fields[field];
      block.walk(tokens, (column, first, last) => {
        const surfaces = tokens.slice(first, last + 1).map(({ surface }) => surface);
        places.push({ column, field, word: surfaces.join(' ') });
        times.set(column, (times.get(column) ?? 0) + 1);
      });
    }
  }
  return places.map((place) => ({
    ...place,
    share: (values.get(place.column) ?? 0) / (times.get(place.column) ?? 1),
  }));
}
