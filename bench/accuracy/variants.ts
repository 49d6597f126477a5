import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import type { BlockOptions, VectorizerOptions } from '../../src/text/vectorizer-types.ts';

const { blocks, descriptionLength } = DEFAULT_FEATURES;

function keeping(keep: (block: BlockOptions) => boolean): VectorizerOptions {
  return { blocks: blocks.filter(keep), descriptionLength };
}

function changing(change: (block: BlockOptions) => Partial<BlockOptions>): VectorizerOptions {
  return { blocks: blocks.map((block) => ({ ...block, ...change(block) })), descriptionLength };
}

function reading(length: number): VectorizerOptions {
  return { blocks, descriptionLength: length };
}

const inDescriptions: BlockOptions = {
  fields: ['description', 'tags'],
  unit: 'characters',
  ngrams: [3, 5],
  minSongs: 2,
  weight: 0.5,
};

/** The features in use, and what they would be with one thing changed. */
export const VARIANTS: Readonly<Record<string, VectorizerOptions>> = {
  'in use': DEFAULT_FEATURES,
  'without mood words': keeping(({ unit }) => unit !== 'mood-words'),
  'without genre words': keeping(({ unit }) => unit !== 'genre-words'),
  'without both': keeping(({ unit }) => unit === 'words' || unit === 'characters'),
  'mood and genre words alone': keeping(({ unit }) => unit === 'mood-words' || unit === 'genre-words'),
  'without characters': keeping(({ unit }) => unit !== 'characters'),
  'characters of descriptions too': { blocks: [...blocks, inDescriptions], descriptionLength },
  'single words only': changing(({ unit }) => (unit === 'words' ? { ngrams: [1, 1] } : {})),
  'words of two songs or more': changing(({ unit }) => (unit === 'words' ? { minSongs: 2 } : {})),
  'fields in one space only': keeping(({ unit, fields }) => unit !== 'words' || fields.length > 3),
  'no description': reading(0),
  '150 characters of description': reading(150),
  '250 characters': reading(250),
  '400 characters': reading(400),
  '800 characters': reading(800),
  'all of it': reading(10_000),
};
