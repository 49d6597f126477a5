import { expect, test } from 'vitest';
import type { SongResult } from '../../src/cli/commands/song.ts';
import { moodText } from '../../src/cli/texts/mood.ts';
import { songText } from '../../src/cli/texts/song.ts';

const URL = 'https://www.youtube.com/watch?v=abcdefghijk';
const SONG = {
  videoId: 'abcdefghijk',
  url: URL,
  title: 'Calm sea',
  artist: '',
  channel: 'Ada',
  license: 'CC BY 3.0',
  attribution: '',
  regionsAllowed: null,
  madeForKids: null,
  regionsBlocked: ['JP', 'DE'],
};
const DETAILS: SongResult = {
  song: SONG,
  state: 'available',
  original: null,
  votes: { voters: 0, tallies: [] },
  opinions: null,
  reasons: [],
  alternatives: [],
};

test('a song to listen to has licence, credit and the countries where it does not play', () => {
  const why = { words: [], voters: 0, allVoters: 0, confidence: 0.5 };
  expect(moodText({ mood: 'chill', songs: [{ ...SONG, why }] })).toBe(
    [
      'Calm sea',
      '  Channel: Ada',
      `  ${URL}`,
      '  Licence: CC BY 3.0, credit: Calm sea by Ada',
      '  Not available in Germany, Japan.',
      '  Why: 50 % chill; no votes yet',
    ].join('\n'),
  );
});

test('a re-upload names the song that is recommended in its place', () => {
  const original = { videoId: 'kjihgfedcba', title: 'Calm sea', artist: '', channel: 'Bo', url: `${URL}2` };
  const text = songText({ ...DETAILS, song: { ...SONG, regionsBlocked: [] }, original });
  expect(text).toContain(`\nThis is a re-upload of Calm sea, recommended in its place: ${URL}2\n`);
  expect(text).not.toContain('vailable');
  expect(songText(DETAILS)).toContain('\nNot available in Germany, Japan.\n');
  expect(songText(DETAILS)).not.toContain('re-upload');
});
