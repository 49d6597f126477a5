import { expect, test } from 'vitest';
import { ago } from '../../src/doctor/words.ts';

test.each([
  [-5, 'just now'],
  [59, 'just now'],
  [60, '1 minute ago'],
  [2 * 3_600 - 1, '119 minutes ago'],
  [2 * 3_600, '2 hours ago'],
  [48 * 3_600 - 1, '47 hours ago'],
  [48 * 3_600, '2 days ago'],
])('%i seconds before is %s', (seconds, words) => {
  const now = new Date('2026-03-01T12:00:00Z');
  expect(ago(new Date(now.getTime() - seconds * 1_000), now)).toBe(words);
});
