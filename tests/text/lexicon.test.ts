import { describe, expect, test } from 'vitest';
import { MOODS } from '../../src/moods.ts';
import { GENRE_WORDS } from '../../src/text/genre-words.ts';
import { lexicon } from '../../src/text/lexicon.ts';
import { MOOD_WORDS } from '../../src/text/mood-words.ts';
import { songText } from '../../src/text/song-text.ts';
import { tokenize } from '../../src/text/tokenize.ts';
import { traceFeatures } from '../../src/text/trace.ts';
import { fitVectorizer } from '../../src/text/vectorize.ts';
import type { VectorizerOptions } from '../../src/text/vectorizer-types.ts';

const moodsOf = lexicon(MOOD_WORDS);
const groups = (text: string) => tokenize(text).map((token) => moodsOf(token));

describe('the lexicon of moods', () => {
  test.each([
    ['a word', 'melancholy', ['sad']],
    ['an inflected form', 'celebrating', ['happy']],
    ['a capital', 'RELAXING', ['chill']],
    ['a hashtag', '#heartbreak', ['sad']],
    ['an emoji, whatever its variant', '❤️', ['in-love']],
    ['an emoticon', ':(', ['sad']],
    ['a word of another language', 'tristesse', ['sad']],
    ['a word of several moods', 'disco', ['happy', 'confident-sassy']],
  ])('knows %s', (_, text, expected) => {
    expect(groups(text)).toEqual([expected]);
  });

  test('says nothing of other words, of stop words and of names of objects', () => {
    expect(groups('the table of constructor __proto__').flat()).toEqual([]);
  });

  test('has words for every mood, and each word of the lists is found', () => {
    for (const mood of MOODS) {
      const tokens = tokenize(MOOD_WORDS[mood]);
      expect(tokens.length).toBeGreaterThan(50);
      expect(tokens.filter((token) => !moodsOf(token).includes(mood))).toEqual([]);
    }
  });
});

test('every word for a family of genres is found', () => {
  const genresOf = lexicon(GENRE_WORDS);
  for (const [genre, words] of Object.entries(GENRE_WORDS)) {
    expect(tokenize(words).filter((token) => !genresOf(token).includes(genre))).toEqual([]);
  }
});

test('a block of mood words counts moods, and each count is traced to its words', () => {
  const options: VectorizerOptions = {
    blocks: [{ fields: ['title'], unit: 'mood-words', ngrams: [1, 1], minSongs: 1, weight: 1 }],
    descriptionLength: 100,
  };
  const song = songText({ title: 'Lonely tears, happy end' });
  const vectorizer = fitVectorizer([song], options);
  expect(vectorizer.vocabularies).toEqual([['sad', 'happy']]);
  const traces = traceFeatures(vectorizer, song);
  expect(traces.map(({ column, word }) => [column, word])).toEqual([
    [0, 'Lonely'],
    [0, 'tears'],
    [1, 'happy'],
  ]);
  expect(traces[0]?.share).toBeCloseTo(traces[1]?.share ?? 0, 12);
});
