import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenize } from '../../src/text/tokenize.ts';

const terms = (text: string) => tokenize(text).map(({ term }) => term);

describe('tokenize', () => {
  test('stems English and blanks stop words, but keeps those that songs are made of', () => {
    expect(terms('The relaxing songs never love you')).toEqual(['', 'relax', 'song', 'never', 'love', 'you']);
  });

  test('keeps the word as written beside its stem', () => {
    expect(tokenize('Relaxing')).toEqual([{ surface: 'Relaxing', letters: 'relaxing', term: 'relax' }]);
  });

  test.each([
    [
      'good :) bad :-( love <3 broken </3 ;D',
      ['good', ':)', 'bad', ':-(', 'love', '<3', 'broken', '</3', ';d'],
    ],
    ['#ChillVibes #sad', ['#chillvibes', '#sad']],
    ['wow😍😢', ['wow', '😍', '😢']],
    ['❤️ and ❤', ['❤', '', '❤']],
    ['👍🏽', ['👍']],
    ['👩‍❤️‍👨 🇩🇪', ['👩‍❤‍👨', '🇩🇪']],
    ['don’t stop', ['dont', 'stop']],
    ['ratio 3:4 Vol:Part', ['ratio', '', '', 'vol', 'part']],
    ['موسيقى حزينة', ['موسيقى', 'حزينة']],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  test('takes any text, and surfaces stand in it in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        let from = 0;
        for (const { surface } of tokenize(text)) {
          const place = text.indexOf(surface, from);
          expect(place).toBeGreaterThanOrEqual(from);
          from = place + surface.length;
        }
      }),
    );
  });

  test('cuts endless words into pieces', () => {
    expect(Math.max(...tokenize('x'.repeat(5000)).map(({ surface }) => surface.length))).toBeLessThanOrEqual(
      31,
    );
  });
});
