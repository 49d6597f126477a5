import { expect, test } from 'vitest';
import { creditOf } from '../../src/recommend/credit.ts';

const SONG = { title: 'Calm sea', artist: '', channel: '', attribution: '' };

test.each([
  [{ ...SONG, artist: 'Ada', attribution: 'Calm sea by Ada, CC BY 4.0' }, 'Calm sea by Ada, CC BY 4.0'],
  [{ ...SONG, artist: 'Ada', channel: 'Free music' }, 'Calm sea by Ada'],
  [{ ...SONG, channel: 'Free music' }, 'Calm sea by Free music'],
  [{ ...SONG, title: 'Ada - Calm sea', artist: 'Ada' }, 'Ada - Calm sea'],
  [SONG, 'Calm sea'],
])('credit of %o', (song, credit) => {
  expect(creditOf(song)).toBe(credit);
});
