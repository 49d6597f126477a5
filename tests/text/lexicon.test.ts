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
const wordsOf = (list: string) => list.trim().split(/\s+/);
const groups = (text: string) => tokenize(text).map((token) => moodsOf(token));

describe('the lexicon of moods', () => {
  test.each([
    ['a word', 'melancholy', ['sad']],
    ['an inflected form', 'celebrating', ['happy']],
    ['a capital', 'RELAXING', ['chill']],
    ['a hashtag', '#heartbreak', ['sad']],
    ['an emoji, whatever its variant', '❤️', ['in-love']],
    ['an emoticon', ':(', ['sad']],
    ['an emoticon with letters', ':D', ['happy']],
    ['an emoticon of letters', 'T_T', ['sad']],
    ['a word of another language', 'tristesse', ['sad']],
    ['a word of several moods', 'disco', ['happy', 'confident-sassy']],
  ])('knows %s', (_, text, expected) => {
    expect(groups(text)).toEqual([expected]);
  });

  test('says nothing of other words, of stop words and of names of objects', () => {
    expect(groups('the table of constructor __proto__ in D, isn’t it').flat()).toEqual([]);
  });

  test('has words for every mood', () => {
    for (const mood of MOODS) expect(wordsOf(MOOD_WORDS[mood]).length).toBeGreaterThan(50);
  });
});

describe.each([
  ['moods', MOOD_WORDS],
  ['families of genres', GENRE_WORDS],
])('in the lexicon of %s', (_, lists: Readonly<Record<string, string>>) => {
  const groupsOf = lexicon(lists);

  test('what is written as one word is read as one, and no stop word', () => {
    const words = Object.values(lists).flatMap(wordsOf);
    const read = words.map((word) => tokenize(word));
    expect(read.map((tokens) => tokens.map(({ surface }) => surface))).toEqual(words.map((word) => [word]));
    expect(read.flat().filter(({ term }) => term === '')).toEqual([]);
  });

  test('every word is found, and written once a list', () => {
    for (const [group, list] of Object.entries(lists)) {
      expect(tokenize(list).filter((token) => !groupsOf(token).includes(group))).toEqual([]);
      expect(wordsOf(list)).toEqual([...new Set(wordsOf(list))]);
    }
  });
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
