import { TEXT_FIELDS, type TextField } from './song-text.ts';
import type { BlockOptions, VectorizerOptions } from './vectorizer-types.ts';

function words(
  fields: readonly TextField[],
  ngrams: readonly [number, number],
  weight: number,
): BlockOptions {
  return { fields, unit: 'words', ngrams, minSongs: 1, weight };
}

function characters(fields: readonly TextField[], ngrams: readonly [number, number]): BlockOptions {
  return { fields, unit: 'characters', ngrams, minSongs: 2, weight: 0.5 };
}

function lexicon(
  unit: 'mood-words' | 'genre-words',
  fields: readonly TextField[],
  weight: number,
): BlockOptions {
  return { fields, unit, ngrams: [1, 1], minSongs: 1, weight };
}

/** What a song is called and by whom it is. */
const NAMES: readonly TextField[] = ['title', 'channel', 'artist'];

/**
 * The features that did best in cross-validation (docs/classifier.md has what was tried): a word counts once wherever
 * it stands and again, half as much, for its field. Of a description only the start speaks of the music.
 */
export const DEFAULT_FEATURES: VectorizerOptions = {
  blocks: [
    words(TEXT_FIELDS, [1, 1], 0.7),
    words(['title'], [1, 2], 0.5),
    words(['description'], [1, 2], 0.5),
    words(['tags', 'genre', 'instruments'], [1, 2], 0.5),
    words(['channel', 'artist'], [1, 2], 1),
    characters(NAMES, [3, 4]),
    lexicon('mood-words', TEXT_FIELDS, 0.5),
    lexicon('mood-words', NAMES, 0.5),
    lexicon('genre-words', TEXT_FIELDS, 0.5),
  ],
  descriptionLength: 320,
};
