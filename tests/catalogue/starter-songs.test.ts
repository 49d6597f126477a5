import { describe, expect, test } from 'vitest';
import { readStarterFile } from '../../src/catalogue/starter-file.ts';
import { starterSongs } from '../../src/catalogue/starter-songs.ts';
import { MOODS } from '../../src/moods.ts';

/** The words with which the publishers of these songs name moods, as far as they are no genre too. */
const PUBLISHER_MOODS =
  /^(aggressive|angry|bouncy|bright|calm|calming|dark|dramatic|euphoric|funky|happy|humorous|inspirational|laid back|mysterious|relaxed|romantic|sad|uplifting)$/i;

const songs = starterSongs(await readStarterFile());

describe('the starter catalogue', () => {
  test('has more than 4,000 different songs', () => {
    expect(songs.length).toBeGreaterThan(4000);
    expect(new Set(songs.map(({ song }) => song.video_id)).size).toBe(songs.length);
  });

  test('has sure moods for votes, at least 25 of each', () => {
    for (const mood of MOODS) {
      expect(songs.filter(({ vote }) => vote === mood).length).toBeGreaterThanOrEqual(25);
    }
    expect(
      songs.every(({ vote, mood, confidence }) => vote === null || (vote === mood && confidence >= 0.8)),
    ).toBe(true);
    expect(songs.some(({ vote, mood }) => vote === null && mood !== null)).toBe(true);
  });

  test("does not give a publisher's mood away in the text that the classifier reads", () => {
    for (const { song } of songs) {
      const words = [song.genre, ...song.tags, ...song.instruments];
      expect(words.filter((word) => PUBLISHER_MOODS.test(word))).toEqual([]);
      expect(song.description).toBe('');
    }
  });

  test('credits every song, with its licence where that demands it', () => {
    for (const { song } of songs) {
      expect(song.license).not.toBe('');
      expect(song.attribution).toMatch(/https?:\/\//);
      if (song.license.startsWith('CC BY')) expect(song.attribution).toMatch(/CC BY/);
    }
  });
});
