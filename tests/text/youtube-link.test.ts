import fc from 'fast-check';
import { expect, test } from 'vitest';
import { videoIdOf } from '../../src/text/youtube-link.ts';

const ID = 'dQw4w9WgXc-';

test.each([
  ID,
  ` ${ID} `,
  `https://www.youtube.com/watch?v=${ID}`,
  `https://www.youtube.com/watch?list=PL1&v=${ID}&t=10s`,
  `https://youtu.be/${ID}?si=abc`,
  `http://m.youtube.com/watch?v=${ID}`,
  `https://music.youtube.com/watch?v=${ID}`,
  `https://www.youtube.com/shorts/${ID}`,
  `https://www.youtube.com/live/${ID}?feature=share`,
  `https://www.youtube-nocookie.com/embed/${ID}`,
  `<https://youtu.be/${ID}>`,
  `https://youtu.be/${ID}/`,
  `youtube.com/watch?v=${ID}`,
])('%s is a song', (text) => {
  expect(videoIdOf(text)).toBe(ID);
});

test.each([
  '',
  'rain',
  'a title of eleven',
  `https://example.org/watch?v=${ID}`,
  `https://youtube.com.example.org/watch?v=${ID}`,
  'https://www.youtube.com/watch?v=short',
  'https://www.youtube.com/@channel',
  'https://youtu.be/',
  'https://www.youtube.com/embed/videoseries?list=PL1',
  'https://www.youtube.com/embed/live_stream?channel=UC1',
])('%j is none', (text) => {
  expect(videoIdOf(text)).toBeUndefined();
});

test('whatever the text, an id or nothing comes of it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
      expect(videoIdOf(text) ?? ID).toMatch(/^[\w-]{11}$/);
    }),
  );
});
