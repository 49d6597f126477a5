import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchEntry, searchQuery } from '../../src/text/search-words.ts';

const entry = (title: string, by = '') => searchEntry({ title, by });

describe('the words a song is found by', () => {
  test.each([
    ['accents', 'Café del Mär', 'cafe del mar'],
    ['full-width and styled letters', 'ＳＡＤ 𝓼𝓪𝓭 s̷a̶d̵', 'sad sad sad'],
    ['Turkish letters in either case', 'IŞIK ışık İstanbul', 'isik isik istanbul'],
    ['letters without an accent to take away', 'Łódź Straße Ærø', 'lodz strasse aero'],
    ['Greek and Cyrillic capitals', 'ΟΔΟΣ Москва', 'οδοσ москва'],
    ['apostrophes of any kind', "Don't don’t donʼt", 'dont dont dont'],
    ['zero-width signs', 's\u200bad می\u200cخواهم', 'sad میخواهم'],
    ['punctuation', 'Kevin_MacLeod-Carefree.mp3', 'kevin macleod carefree mp3'],
    ['vowel signs, which are letters', 'हिन्दी गीत', 'हिन्दी गीत'],
    ['Korean syllables', '한국 노래', '한국 노래'],
    ['emoji', '🌧️ rain', '🌧 rain'],
    ['a lone half of a pair, and nothing', '\ud800 %', ''],
  ])('%s', (_, title, words) => {
    expect(entry(title).title).toBe(words);
    expect(searchQuery(title).beginning).toBe(words);
  });

  test('are also the pieces that signs divide, the compound, and who made it', () => {
    expect(entry("L'amour", 'Silent Partner').terms.split(' ')).toEqual([
      'lamour',
      'l',
      'amour',
      'silent',
      'partner',
    ]);
    expect(entry('Lo-fi').terms.split(' ')).toEqual(['lo', 'fi', 'lofi']);
  });

  test('are neighbouring letters where words have no spaces between them', () => {
    expect(entry('夜に駆ける bar').terms.split(' ')).toEqual(['夜に', 'に駆', '駆け', 'ける', 'る', 'bar']);
    expect(searchQuery('駆ける')).toMatchObject({ terms: ['駆け', 'ける'], unfinished: undefined });
    expect(searchQuery('駆')).toMatchObject({ terms: [], unfinished: '駆' });
  });

  test('are in every entry that a query of its own words, beginnings and parts is made for', () => {
    const letters = fc.constantFrom(
      "'",
      '-',
      ' ',
      'a',
      'É',
      'ß',
      'ı',
      'ʼ',
      '\u200c',
      '夜',
      'か\u3099',
      'ก',
      'ัย',
      '😀',
      '1',
    );
    const title = fc.oneof(
      fc.string({ unit: letters, maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(title, (text) => {
        const { title: words, terms } = entry(text);
        const query = searchQuery(text);
        const all = terms.split(' ');
        expect(words.startsWith(query.beginning)).toBe(true);
        for (const term of query.terms) expect(all).toContain(term);
        const { unfinished } = query;
        if (unfinished !== undefined) expect(all.some((term) => term.startsWith(unfinished))).toBe(true);
        for (const term of words === '' ? [] : all) expect(term).toMatch(/^[^\s'\\]+$/u);
      }),
      { numRuns: 500 },
    );
  });

  test('are bounded, whatever the text', () => {
    for (const unit of ['ʼ', 'a-', "a'", '\u200ba', '夜', 'ﷺ', 'a ', '￣']) {
      const long = unit.repeat(30_000);
      expect(entry(long, long).terms.length).toBeLessThan(3_000);
      expect(searchQuery(long).terms.length).toBeLessThan(8);
    }
  });
});
