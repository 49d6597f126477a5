import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSource } from '../../../src/catalogue/sources/parse-source.ts';
import { sourceUrl } from '../../../src/catalogue/sources/source-view.ts';
import { UserError } from '../../../src/errors/user-error.ts';

const REST = 'aBcDeFgHiJkLmNoPqRsT-_';
const CHANNEL = { kind: 'channel', query: `UC${REST}` };
const LIST = 'PL0123456789abcdefghijklmnopqrst_-';
const PLAYLIST = { kind: 'playlist', query: LIST };
const ALBUM = `OLAK5uy_${'k'.repeat(33)}`;
const VIDEO = 'dQw4w9WgXc-';

test.each([
  // Channels by their id
  [`https://www.youtube.com/channel/UC${REST}`, CHANNEL],
  [`http://m.youtube.com/channel/UC${REST}/videos?view=0`, CHANNEL],
  [`youtube.com/channel/UC${REST}/`, CHANNEL],
  [`<https://music.youtube.com/channel/UC${REST}>`, CHANNEL],
  [`  UC${REST}\n`, CHANNEL],
  [`https://www.youtube.com/playlist?list=UU${REST}`, CHANNEL],
  [`https://www.youtube.com/playlist?list=UULF${REST}`, CHANNEL],
  [`UU${REST}`, CHANNEL],
  [`https://www.youtube.com/channel/UC${REST}?list=${LIST}`, CHANNEL],
  // Channels by a name
  ['@LofiGirl', { lookup: { handle: 'LofiGirl' } }],
  ['<https://www.youtube.com/@LofiGirl>', { lookup: { handle: 'LofiGirl' } }],
  ['https://youtube.com/@lofi.girl-1_2/videos?si=x', { lookup: { handle: 'lofi.girl-1_2' } }],
  ['m.youtube.com/@LofiGirl/', { lookup: { handle: 'LofiGirl' } }],
  ['https://www.youtube.com/@%E9%9F%B3%E6%A5%BD', { lookup: { handle: '音楽' } }],
  ['@음악', { lookup: { handle: '음악' } }],
  ['https://www.youtube.com/c/NoCopyrightSounds', { lookup: { custom: 'NoCopyrightSounds' } }],
  ['youtube.com/NoCopyrightSounds', { lookup: { custom: 'NoCopyrightSounds' } }],
  ['https://m.youtube.com/NCS/videos?view=0', { lookup: { custom: 'NCS' } }],
  ['https://www.youtube.com/user/NCS/about', { lookup: { username: 'NCS' } }],
  // Playlists
  [`https://www.youtube.com/playlist?list=${LIST}`, PLAYLIST],
  [`www.youtube.com/playlist?feature=share&list=${LIST}&si=abc#top`, PLAYLIST],
  [`https://www.youtube.com/watch?v=${VIDEO}&list=${LIST}&index=2`, PLAYLIST],
  [`https://youtu.be/${VIDEO}?list=${LIST}`, PLAYLIST],
  [`https://www.youtube.com/embed/videoseries?list=${LIST}`, PLAYLIST],
  [`https://music.youtube.com/playlist?list=${ALBUM}`, { kind: 'playlist', query: ALBUM }],
  [LIST, PLAYLIST],
  ['PL0123456789ABCDEF', { kind: 'playlist', query: 'PL0123456789ABCDEF' }],
  [ALBUM, { kind: 'playlist', query: ALBUM }],
  // Videos, whose channel is meant
  [`https://www.youtube.com/watch?v=${VIDEO}`, { videoId: VIDEO }],
  [`https://www.youtube.com/watch?v=${VIDEO}&list=RD${VIDEO}&start_radio=1`, { videoId: VIDEO }],
  [`https://www.youtube.com/watch?v=${VIDEO}&list=WL`, { videoId: VIDEO }],
  [`https://www.youtube.com/watch?v=${VIDEO}&list=LL`, { videoId: VIDEO }],
  [`<https://youtu.be/${VIDEO}?si=abc>`, { videoId: VIDEO }],
  [`youtu.be/${VIDEO}`, { videoId: VIDEO }],
  [`https://www.youtube.com/shorts/${VIDEO}`, { videoId: VIDEO }],
  [`https://www.youtube.com/live/${VIDEO}?feature=share`, { videoId: VIDEO }],
  [`https://www.youtube-nocookie.com/embed/${VIDEO}`, { videoId: VIDEO }],
  // Searches
  ['lofi', { kind: 'search', query: 'lofi' }],
  ['  lofi \t hip\r\nhop  ', { kind: 'search', query: 'lofi hip hop' }],
  ['https://www.youtube.com/results?search_query=lofi+hip++hop', { kind: 'search', query: 'lofi hip hop' }],
  ['AC/DC cover', { kind: 'search', query: 'AC/DC cover' }],
  ['mr. kitty after dark', { kind: 'search', query: 'mr. kitty after dark' }],
  ['lofi.hiphop', { kind: 'search', query: 'lofi.hiphop' }],
  ['@ midnight', { kind: 'search', query: '@ midnight' }],
  ['chillsongs1', { kind: 'search', query: 'chillsongs1' }],
  ['PLAYGROUND sounds', { kind: 'search', query: 'PLAYGROUND sounds' }],
  ['PLAYGROUNDSOUNDSYSTEM', { kind: 'search', query: 'PLAYGROUNDSOUNDSYSTEM' }],
  ['lofi\u0000beats', { kind: 'search', query: 'lofi beats' }],
  ['lofi \ud800', { kind: 'search', query: 'lofi \ufffd' }],
  ['🎧'.repeat(100), { kind: 'search', query: '🎧'.repeat(100) }],
])('%s', (text, expected) => {
  expect(parseSource(text)).toEqual(expected);
});

test.each([
  ['', /Please name/],
  [' \n ', /Please name/],
  ['<>', /Please name/],
  ['x'.repeat(101), /100 characters/],
  ['https://www.youtube.com/results?search_query=', /no words/],
  ['https://soundcloud.com/lofi', /not on YouTube/],
  ['soundcloud.com/lofi', /not on YouTube/],
  ['www.example.org', /not on YouTube/],
  ['ftp://youtube.com/@lofi', /not on YouTube/],
  [`https://youtube.com.example.org/channel/UC${REST}`, /not on YouTube/],
  [`https://youtube.com@example.org/channel/UC${REST}`, /not on YouTube/],
  ['https://www.youtube.com', /no channel, playlist or video/],
  ['youtube.com/feed/subscriptions', /no channel, playlist or video/],
  ['https://www.youtube.com/channel/UCshort', /no channel, playlist or video/],
  ['https://www.youtube.com/@', /no channel, playlist or video/],
  ['https://www.youtube.com/@%E0%A4%A', /no channel, playlist or video/],
  ['https://www.youtube.com/watch?v=short', /no channel, playlist or video/],
  ['https://www.youtube.com/embed/live_stream', /no channel, playlist or video/],
  [`https://www.youtube.com/playlist?list=RD${VIDEO}`, /makes it up/],
  ['https://www.youtube.com/playlist?list=WL', /makes it up/],
])('%j is refused', (text, message) => {
  expect(() => parseSource(text)).toThrow(UserError);
  expect(() => parseSource(text)).toThrow(expect.objectContaining({ id: 'no-source' }));
  expect(() => parseSource(text)).toThrow(message);
});

const idCharacters = fc.constantFrom(...'ABCXYZabcxyz0189_-');
const id = (length: number) => fc.string({ unit: idCharacters, minLength: length, maxLength: length });
const path = fc.tuple(
  fc.constantFrom('https://', '', '<https://', 'HTTP://'),
  fc.constantFrom('youtube.com', 'www.youtube.com', 'youtu.be', 'music.youtube.com', 'example.org'),
  fc.constantFrom(
    '/',
    '/@',
    '/channel/',
    '/channel/UC',
    '/c/',
    '/user/',
    '/watch?v=',
    '/playlist?list=PL',
    '/%',
  ),
  fc.oneof(fc.string({ unit: 'binary' }), id(22), id(11)),
);
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 150 }),
  fc.webUrl(),
  path.map((parts) => parts.join('')),
);

test('whatever the text, a source comes of it or a plain refusal', () => {
  fc.assert(
    fc.property(anything, (text) => {
      try {
        const parsed = parseSource(text);
        if (!('kind' in parsed)) return;
        expect(parsed.query).not.toMatch(/^\s|\s$|\s\s|\p{Cc}/u);
        if (parsed.kind === 'channel') expect(parsed.query).toMatch(/^UC[\w-]{22}$/);
        if (parsed.kind === 'search') expect([...parsed.query].length).toBeLessThanOrEqual(100);
        // What lists show of a source leads back to it.
        expect(parseSource(sourceUrl(parsed))).toEqual(parsed);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.id).toBe('no-source');
      }
    }),
    { numRuns: 1_000 },
  );
});
