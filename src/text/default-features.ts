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

/**
 * The features that did best in cross-validation (`bench/accuracy.ts`): a word counts once wherever it stands and
 * again, half as much, for its field. Of a description only the start speaks of the music.
 */
export const DEFAULT_FEATURES: VectorizerOptions = {
  blocks: [
    words(TEXT_FIELDS, [1, 1], 1),
    words(['title'], [1, 2], 0.5),
    words(['description'], [1, 2], 0.5),
    words(['tags', 'genre', 'instruments'], [1, 2], 0.5),
    words(['channel', 'artist'], [1, 2], 1),
    characters(['title', 'channel', 'artist'], [3, 4]),
    characters(['description', 'tags'], [3, 5]),
  ],
  descriptionLength: 250,
};
