import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notASong } from '../../src/catalogue/not-a-song.ts';

const SHORT = 200;
const LONG = 720;

describe('what else than a song a title says', () => {
  test.each([
    ['mix', '1 Hour of Chill Music'],
    ['mix', 'Lofi beats to study [1 Hour]'],
    ['mix', 'Calm Piano | Relaxing Music 2 Hours'],
    ['mix', 'Rain 10 HOUR LOOP'],
    ['mix', '30 minutes of relaxing music'],
    ['mix', '#1 Free Music [Compilation] Songs You Know'],
    ['mix', 'Non-Stop Mix - Summer'],
    ['mix', 'EDM MEGAMIX 2020'],
    ['mix', 'Somebody - Full Album'],
    ['mix', 'Top 20 best NCS 2018'],
    ['mix', 'No Copyright Music 24/7 Streaming'],
    ['karaoke', 'Only you | Karaoke Version (Instrumental + Lyrics)'],
    ['karaoke', 'I Do (PIANO INSTRUMENTAL KARAOKE)'],
    ['karaoke', 'A Song [Karaoke]'],
    ['karaoke', '【Off Vocal】A Song'],
    ['karaoke', '𝗞𝗮𝗿𝗮𝗼𝗸𝗲 Version'],
    ['karaoke', '노래방 반주'],
    ['tutorial', 'Faded - EASY Piano Tutorial'],
    ['tutorial', 'Faded (Tutorial)'],
    ['tutorial', 'How to Make a Lo-Fi Beat in FL Studio'],
    ['tutorial', 'Guitar Lesson 3'],
    ['podcast', 'House Music Podcast #12'],
    ['podcast', 'Episode 7 - The Lo-Fi Podcast'],
  ])('%s: %s', (reason, title) => {
    expect(notASong({ title, tags: [], seconds: SHORT })).toBe(reason);
  });

  test.each([
    'Best of NCS 2018 Mix ♫ Gaming Music',
    'BEST MUSIC MIX 2019 | Dubstep, EDM, Trap',
    'The BEST Tropical House of 2019 PARTY MIX',
    'New Year Mix 2019',
    'Study Mix - lo-fi',
    'Chill Playlist',
  ])('%s: only in a video longer than a song mostly is', (title) => {
    expect(notASong({ title, tags: [], seconds: SHORT })).toBeUndefined();
    expect(notASong({ title, tags: [], seconds: LONG })).toBe('mix');
  });

  test.each([
    ['a version of one song', ['Rush Hour (Club Mix)', 'Best Friend (Radio Mix)', 'A - B Remix']],
    ['a version of a year', ['Best Day (Extended Mix) 2019', 'Feeling (Summer Mix 2019)']],
    [
      'a length in a name',
      ['24 Hours', 'One Hour', 'A - 4 Minutes', 'Golden Hour (Piano Version)', '1 Hour'],
    ],
    ['a length before a version', ['24 Hours Piano Version', '24 Hours Official Music Video']],
    ['a word in a name', ['Best of Me', 'Top 10', '24/7', 'Mix It Up', 'Mixed Feelings', 'Playlist']],
    ['karaoke in a name', ['Karaoke (Official Audio)', 'Somebody - Karaoke', 'Karaoke Night']],
    [
      'a lesson in a name',
      ['How To Love', 'How to Make Love (Music Video)', 'Piano Lesson', 'Tutorial Town'],
    ],
    ['what the music is for', ['Background music for tutorials #46', 'Music for your FL Studio Tutorial']],
    ['who the music is for', ['Podcast Intro Music 12', 'Background music for podcast 12', 'Podcast Music']],
  ])('%s is none of it', (_, titles) => {
    const tags = ['mix', 'karaoke', 'tutorial', 'podcast', '1 hour music'];
    const taken = titles.filter((title) => notASong({ title, tags, seconds: LONG }) !== undefined);
    expect(taken).toEqual([]);
  });

  test('tags only confirm what the title says', () => {
    const tags = ['Let It Be', 'Karaoke Version'];
    expect(notASong({ title: 'Let It Be - Karaoke', tags, seconds: SHORT })).toBe('karaoke');
    expect(notASong({ title: 'Let It Be - Karaoke', tags: ['karaoke'], seconds: SHORT })).toBeUndefined();
    expect(notASong({ title: 'Let It Be', tags, seconds: SHORT })).toBeUndefined();
  });

  test('capitals and spaces make no difference, nor does a longer video take a reason back', () => {
    const word = fc.constantFrom(
      '1 hour',
      'mix',
      'best of',
      'NCS',
      'music',
      'karaoke',
      'for',
      'podcast',
      '12',
      '(',
      ')',
      'piano tutorial',
      'é',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.nat(900), fc.nat(900), (words, seconds, more) => {
        const title = words.join(' ');
        const reason = notASong({ title, tags: [], seconds });
        expect(notASong({ title: words.join('  ').toUpperCase(), tags: [], seconds })).toBe(reason);
        if (reason !== undefined)
          expect(notASong({ title, tags: [], seconds: seconds + more })).toBeDefined();
      }),
    );
  });
});
