import { expect, test } from 'vitest';
import { videoIdOf } from '../../../src/playground/page/youtube-link.js';

test.each([
  ['https://youtu.be/dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
  ['https://youtu.be/dQw4w9WgXcQ?t=4', 'dQw4w9WgXcQ'],
  ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=x', 'dQw4w9WgXcQ'],
  ['https://music.youtube.com/watch?v=dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
  ['https://m.youtube.com/shorts/dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
  ['https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ', undefined],
  ['https://www.youtube.com/watch?v=too-short', undefined],
  ['https://www.youtube.com/watch?v=dQw4w9WgXcQ"onload=x', undefined],
  ['https://www.youtube.com/@channel', undefined],
  ['not a link', undefined],
])('%s', (link, id) => {
  expect(videoIdOf(link)).toBe(id);
});
