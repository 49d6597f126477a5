import type { TextField } from './song-text.ts';

/**
 * What a block counts. 'words': stems and their n-grams; 'characters': n-grams inside each word, its borders marked;
 * 'mood-words' and 'genre-words': how many words speak of each mood, of each family of genres.
 */
export type BlockUnit = 'words' | 'characters' | 'mood-words' | 'genre-words';

/** One feature space: what some fields have of one unit, normalised together. */
export interface BlockOptions {
  readonly fields: readonly TextField[];
  readonly unit: BlockUnit;
  /** Shortest and longest n-gram; only single words are looked up in lexicons. */
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
