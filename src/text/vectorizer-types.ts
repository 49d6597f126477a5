import type { TextField } from './song-text.ts';

/** One feature space: the words or the character n-grams of some fields, normalised together. */
export interface BlockOptions {
  readonly fields: readonly TextField[];
  /** 'words': stems and their n-grams; 'characters': n-grams inside each word, its borders marked. */
  readonly unit: 'words' | 'characters';
  /** Shortest and longest n-gram. */
  readonly ngrams: readonly [number, number];
  /** Features that occur in fewer songs than this are left out. */
  readonly minSongs: number;
  /** Length of the block's vector after normalisation. */
  readonly weight: number;
}

export interface VectorizerOptions {
  readonly blocks: readonly BlockOptions[];
  /** Characters of the cleaned description that are read. */
  readonly descriptionLength: number;
}

/** A fitted mapping from text to TF-IDF rows: plain data. */
export interface Vectorizer {
  readonly options: VectorizerOptions;
  /** One list of features a block; the column of a feature is its place when the lists are put end to end. */
  readonly vocabularies: readonly (readonly string[])[];
  /** Inverse document frequency of every column. */
  readonly idf: Float64Array;
}
