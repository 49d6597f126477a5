import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanDescription, cleanText } from '../../src/text/clean.ts';

describe('cleanText', () => {
  test.each([
    ['Don&#39;t Stop &amp; Go', "Don't Stop & Go"],
    ['<b>Bold</b><br/>moves', 'Bold moves'],
    ['I &lt;3 you <3', 'I <3 you <3'],
    ['𝓢𝓪𝓭 ﬁre', 'Sad fire'],
    ['listen https://youtu.be/abc?x=1 now', 'listen now'],
    ['at http://localhost/x and HTTPS://[::1] too', 'at and too'],
    ['one sentence. And two.', 'one sentence. And two.'],
    ['see www.example.org/a and soundcloud.com/artist/song end', 'see and end'],
    ['mail me.you+beats@mail.example.com today', 'mail today'],
    ['😍 #chill :) vibes', '😍 #chill :) vibes'],
  ])('%s', (raw, clean) => {
    expect(cleanText(raw).replace(/\s+/g, ' ').trim()).toBe(clean);
  });

  test('gives well-formed text whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\ud800', '\udc00x', '&#xd800;', ''),
        (text, odd) => {
          expect(cleanText(text + odd + text).isWellFormed()).toBe(true);
        },
      ),
    );
  });
});

describe('cleanDescription', () => {
  test('keeps the lines about the music and drops those about rights and subscriptions', () => {
    const raw = [
      'A gentle piano piece for rainy days 😢',
      'Licensed under Creative Commons: By Attribution 4.0',
      'Subscribe for more!',
      '© 2019 Somebody. All Rights Reserved.',
      'Dark and slow.',
    ].join('\r\n');
    expect(cleanDescription(raw)).toBe('A gentle piano piece for rainy days 😢\nDark and slow.');
  });

  test('stops at the asked length', () => {
    expect(cleanDescription('one\ntwo\nthree', 5)).toBe('one\nt');
  });
});
