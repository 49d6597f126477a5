import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unescaped } from '../../src/catalogue/unescaped.ts';
import { videoToSong } from '../../src/catalogue/video-to-song.ts';
import { videoId } from '../support/songs.ts';

/** What YouTube escapes, as its searches do. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const OWN_WORDS = [
  'Free Music&copyright free song',
  'Loud&notquiet song',
  'Rock&region song',
  'Good&timesagain',
  'R&B&more',
  '&copy; Ada, &eacute; and &#169;',
];

describe('texts of the API', () => {
  test.each(OWN_WORDS)('%j is left as it was typed, wherever it stands', (text) => {
    expect(unescaped(text)).toBe(text);
    const verdict = videoToSong(
      {
        id: videoId(1),
        snippet: {
          title: text,
          description: text,
          channelTitle: text,
          channelId: 'UCx',
          tags: [text],
          publishedAt: undefined,
          liveBroadcastContent: 'none',
          categoryId: '10',
        },
        contentDetails: { duration: 'PT3M', regionRestriction: undefined },
        status: { license: 'creativeCommon', embeddable: true, privacyStatus: 'public' },
        topicDetails: { topicCategories: [] },
      },
      new Date('2026-03-01T00:00:00Z'),
    );
    expect(verdict).toMatchObject({
      song: {
        title: text,
        description: text,
        channel: text,
        tags: [text],
        attribution: expect.stringContaining(`${text} by ${text}`),
      },
    });
  });

  test('whatever YouTube escapes comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'&<>"\'amplgtquo;#39 é') }), (text) => {
        expect(unescaped(escaped(text))).toBe(text);
      }),
    );
  });
});
