import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAVE_OUT_WORDS } from '../../src/catalogue/rejections.ts';
import { cutToBytes, durationSeconds, videoToSong } from '../../src/catalogue/video-to-song.ts';
import type { YouTubeVideo } from '../../src/catalogue/youtube.ts';

const FETCHED = new Date('2026-03-01T00:00:00Z');

function video({
  snippet = {},
  status = {},
  duration = 'PT3M5S',
  regionRestriction,
  ytRating,
  topicCategories = [],
}: {
  snippet?: Partial<YouTubeVideo['snippet']>;
  status?: Partial<YouTubeVideo['status']>;
  duration?: string | undefined;
  regionRestriction?: YouTubeVideo['contentDetails']['regionRestriction'];
  ytRating?: string;
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
      categoryId: '10',
      ...snippet,
    },
    contentDetails: { duration, regionRestriction, contentRating: { ytRating } },
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
        regions_allowed: null,
        regions_blocked: [],
        made_for_kids: null,
      },
    });
  });

  test.each([
    ['not-creative-commons', video({ status: { license: 'youtube' } })],
    ['not-embeddable', video({ status: { embeddable: false } })],
    ['not-public', video({ status: { privacyStatus: 'unlisted' } })],
    ['upcoming', video({ snippet: { liveBroadcastContent: 'upcoming' } })],
    ['live', video({ snippet: { liveBroadcastContent: 'live' } })],
    ['age-restricted', video({ ytRating: 'ytAgeRestricted' })],
    ['blocked-everywhere', video({ regionRestriction: { allowed: [] } })],
    ['not-music', video({ snippet: { categoryId: '27' } })],
    ['not-music', video({ snippet: { categoryId: undefined } })],
    ['no-duration', video({ duration: 'P0D' })],
    ['no-duration', video({ duration: 'soon' })],
    ['too-short', video({ duration: 'PT59S' })],
    ['too-long', video({ duration: 'PT15M1S' })],
    ['mix', video({ snippet: { title: 'Top 10 songs' } })],
    ['karaoke', video({ snippet: { title: 'A &lt;Karaoke Version&gt;' } })],
    ['karaoke', video({ snippet: { title: 'A - Karaoke', tags: ['Singer&#39;s off vocal'] } })],
    ['tutorial', video({ snippet: { title: 'Piano tutorial' } })],
    ['podcast', video({ snippet: { title: 'Podcast 12' } })],
  ])('unless it is %s', (leftOut, candidate) => {
    expect(videoToSong(candidate, FETCHED)).toEqual({ leftOut });
    expect(LEAVE_OUT_WORDS).toHaveProperty(leftOut);
  });

  test('of a length that the rules allow, both ends included', () => {
    const rules = { minSeconds: 30, maxSeconds: 40 };
    const lengths = [29, 30, 40, 41].map((seconds) =>
      videoToSong(video({ duration: `PT${seconds}S` }), FETCHED, rules),
    );
    expect(lengths).toMatchObject([
      { leftOut: 'too-short' },
      { song: { duration_s: 30 } },
      { song: { duration_s: 40 } },
      { leftOut: 'too-long' },
    ]);
  });

  test('with the countries where it plays or does not', () => {
    const regions = (regionRestriction: YouTubeVideo['contentDetails']['regionRestriction']) =>
      videoToSong(video({ regionRestriction }), FETCHED);
    expect(regions({ allowed: ['us', 'DE'] })).toMatchObject({
      song: { regions_allowed: ['DE', 'US'], regions_blocked: [] },
    });
    expect(regions({ blocked: ['JP', 'de'] })).toMatchObject({
      song: { regions_allowed: null, regions_blocked: ['DE', 'JP'] },
    });
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
