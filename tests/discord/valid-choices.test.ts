import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { songLine } from '../../src/discord/song-line.ts';
import { songChoice } from '../../src/discord/song-text.ts';
import { validChoices } from '../../src/discord/valid-choices.ts';
import { isVisible } from '../../src/text/visible.ts';

const UNSEEN = [
  '',
  ' ',
  '\u202a',
  '\u202a\u202c\u2066',
  '\u200b\u200d',
  '\u3164',
  '\u2800',
  '\u00a0\n',
  '\ufeff',
];

describe('choices', () => {
  test.each(UNSEEN)('without a name to see (%j) go by their value', (name) => {
    expect(validChoices([{ name, value: 'aaaaaaaaaaa' }])).toEqual([
      { name: 'aaaaaaaaaaa', value: 'aaaaaaaaaaa' },
    ]);
  });

  test('of one name are told apart, and one value is offered once', () => {
    expect(
      validChoices([
        { name: 'Rain', value: 'a' },
        { name: 'Rain', value: 'b' },
        { name: 'Rain again', value: 'a' },
      ]),
    ).toEqual([
      { name: 'Rain', value: 'a' },
      { name: 'Rain · b', value: 'b' },
    ]);
  });

  test('that cannot be sent are left out, and the others stay', () => {
    const odd = ['', ' ', 'x'.repeat(101), Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60];
    const choices = odd.map((value) => ({ name: 'odd', value }));
    expect(validChoices([...choices, { name: 'good', value: 3 }])).toEqual([{ name: 'good', value: 3 }]);
  });

  test('are what Discord takes, whatever there is to choose from', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...UNSEEN),
      fc.string({ minLength: 90 }),
    );
    const choice = fc.record({ name: text, value: fc.oneof(text, fc.double(), fc.integer()) });
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 30 }), (choices) => {
        const valid = validChoices(choices);
        expect(valid.length).toBeLessThanOrEqual(25);
        for (const { name, value } of valid) {
          expect(name.trim().length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(100);
          expect(isVisible(name)).toBe(true);
          expect(String(value).length).toBeLessThanOrEqual(100);
        }
        expect(new Set(valid.map(({ value }) => value)).size).toBe(valid.length);
      }),
    );
  });
});

describe('a song whose title nobody can see', () => {
  const song = { videoId: 'aaaaaaaaaaa', artist: '\u200b', channel: '\u202a', license: '', attribution: '' };

  test.each(UNSEEN)('%j is called untitled on its card and among choices', (title) => {
    expect(songLine({ ...song, title })).toBe('**(untitled)**');
    expect(songChoice({ ...song, title } as never).name).toBe('(untitled)');
  });
});
