import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutToBytes, durationSeconds, videoToSong } from '../../src/catalogue/video-to-song.ts';
import type { YouTubeVideo } from '../../src/catalogue/youtube.ts';

const FETCHED = new Date('2026-03-01T00:00:00Z');

function video({
  snippet = {},
  status = {},
  duration = 'PT3M5S',
  topicCategories = [],
}: {
  snippet?: Partial<YouTubeVideo['snippet']>;
  status?: Partial<YouTubeVideo['status']>;
  duration?: string | undefined;
  topicCategories?: string[];
}): YouTubeVideo {
  return {
    id: 'abcdefghijk',
    snippet: {
      title: 'A title',
      description: '',
      channelTitle: 'A channel',
      channelId: 'UCx',
      tags: [],
      publishedAt: '2024-03-01T12:00:00Z',
      liveBroadcastContent: 'none',
      ...snippet,
    },
    contentDetails: { duration },
    status: { license: 'creativeCommon', embeddable: true, privacyStatus: 'public', ...status },
    topicDetails: { topicCategories },
  };
}

describe('a video becomes a song', () => {
  test('with unescaped text, credit, licence and genre', () => {
    const snippet = {
      title: 'Rock &amp; Roll isn&#39;t &quot;dead&quot;',
      description: 'a &lt;b&gt;',
      channelTitle: 'R&amp;B',
    };
    const topicCategories = [
      'https://en.wikipedia.org/wiki/Hip_hop_music',
      'https://en.wikipedia.org/wiki/Music',
      'https://en.wikipedia.org/wiki/Beyonc%C3%A9',
    ];
    const tags = ['a &amp; b'];
    expect(videoToSong(video({ snippet: { ...snippet, tags }, topicCategories }), FETCHED)).toEqual({
      song: {
        video_id: 'abcdefghijk',
        title: 'Rock & Roll isn\'t "dead"',
        description: 'a <b>',
        tags: ['a & b'],
        channel: 'R&B',
        channel_id: 'UCx',
        genre: 'Hip hop music, Beyoncé',
        artist: '',
        instruments: [],
        duration_s: 185,
        license: 'CC BY 3.0 (https://creativecommons.org/licenses/by/3.0/)',
        attribution:
          'Rock & Roll isn\'t "dead" by R&B, CC BY 3.0, https://www.youtube.com/watch?v=abcdefghijk',
        origin: 'youtube',
        published_at: new Date('2024-03-01T12:00:00Z'),
        fetched_at: FETCHED,
      },
    });
  });

  test.each([
    ['not-creative-commons', video({ status: { license: 'youtube' } })],
    ['not-embeddable', video({ status: { embeddable: false } })],
    ['not-public', video({ status: { privacyStatus: 'unlisted' } })],
    ['live', video({ snippet: { liveBroadcastContent: 'upcoming' } })],
    ['no-duration', video({ duration: 'P0D' })],
    ['no-duration', video({ duration: 'soon' })],
  ])('unless it is %s', (leftOut, candidate) => {
    expect(videoToSong(candidate, FETCHED)).toEqual({ leftOut });
  });
});

describe('durations', () => {
  test.each([
    ['PT15S', 15],
    ['PT3M5S', 185],
    ['PT1H', 3600],
    ['PT2H0M1S', 7201],
    ['P1DT1M', 86_460],
    ['P1W', 604_800],
    ['P0D', 0],
    ['', undefined],
    [undefined, undefined],
    ['3:05', undefined],
    ['PT999999999999H', undefined],
  ])('%s is %s', (duration, seconds) => {
    expect(durationSeconds(duration)).toBe(seconds);
  });
});

describe('cutting to bytes', () => {
  test('gives the longest whole beginning that fits', () => {
    expect(cutToBytes('aé😄b', 7)).toBe('aé😄');
    expect(cutToBytes('aé😄b', 6)).toBe('aé');
    expect(cutToBytes('aé😄b', 2)).toBe('a');
    expect(cutToBytes('aé😄b', 8)).toBe('aé😄b');
  });

  test('never goes over, breaks no character and loses none that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, bytes) => {
        const cut = cutToBytes(text, bytes);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
        expect(text.startsWith(cut)).toBe(true);
        const [next = ''] = text.slice(cut.length);
        if (next !== '') expect(Buffer.byteLength(cut + next)).toBeGreaterThan(bytes);
      }),
    );
  });
});
