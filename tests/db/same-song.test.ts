import { describe, expect, test } from 'vitest';
import { isSameSong, type Recording } from '../../db/same-song.ts';

function recording(fields: Partial<Recording>): Recording {
  return { titleKey: 'calm sea', descriptionKey: '', duration: 180, artist: '', channelId: '', ...fields };
}

const described = (titleKey: string, channelId: string) =>
  recording({ titleKey, channelId, descriptionKey: 'same' });

describe('two songs are the same', () => {
  test.each([
    ['by title and length', {}, {}],
    ['two seconds apart', { duration: 180 }, { duration: 182 }],
    ['where only one artist is known', { artist: 'Ada' }, {}],
    ['where the artists have a word in common', { artist: 'Ada & Élan' }, { artist: 'élan feat. Bo' }],
  ])('%s', (_, a, b) => {
    expect(isSameSong(recording(a), recording(b))).toBe(true);
    expect(isSameSong(recording(b), recording(a))).toBe(true);
  });

  test.each([
    ['three seconds apart', { duration: 180 }, { duration: 183 }],
    ['of unknown length', { duration: null }, { duration: null }],
    ['with another title', {}, { titleKey: 'wild sea' }],
    ['without a title', { titleKey: '' }, { titleKey: '' }],
    ['by artists who have no word in common', { artist: 'Ada' }, { artist: 'Bo' }],
  ])('but not %s', (_, a, b) => {
    expect(isSameSong(recording(a), recording(b))).toBe(false);
    expect(isSameSong(recording(b), recording(a))).toBe(false);
  });

  test.each([
    [true, 'of two channels', described('calm sea', 'UC1'), described('wild sea', 'UC2')],
    [
      true,
      'of a channel, one title in the other',
      described('calm sea', 'UC1'),
      described('copy of calm sea', 'UC1'),
    ],
    [false, 'of a channel with other titles', described('calm sea', 'UC1'), described('wild sea', 'UC1')],
    [false, 'of an unknown channel', described('calm sea', ''), described('wild sea', 'UC1')],
    [false, 'of a channel, one without a title', described('calm sea', 'UC1'), described('', 'UC1')],
    [
      false,
      'of other lengths',
      described('calm sea', 'UC1'),
      { ...described('wild sea', 'UC2'), duration: 90 },
    ],
  ])('%s: one description %s', (same, _, a, b) => {
    expect(isSameSong(a, b)).toBe(same);
    expect(isSameSong(b, a)).toBe(same);
  });
});
