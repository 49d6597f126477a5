import { describe, expect, test } from 'vitest';
import { type RankedSong, topSongs } from '../../db/queries/ranking.ts';
import type { SongInput } from '../../db/queries/songs.ts';
import { importCsv } from '../../src/catalogue/import-csv.ts';
import { readStarterFile } from '../../src/catalogue/starter-file.ts';
import { starterSongs } from '../../src/catalogue/starter-songs.ts';
import { videoToSong } from '../../src/catalogue/video-to-song.ts';
import { cardText } from '../../src/discord/card-text.ts';
import { useEmbedded } from '../support/databases.ts';
import { aSong, videoId } from '../support/songs.ts';

const NOW = new Date('2026-03-01T00:00:00Z');

function ranked(song: SongInput): RankedSong {
  const { video_id, regions_allowed, regions_blocked, ...rest } = song;
  const votes = { score: 0.8, voters: 0, allVoters: 0 };
  return {
    ...rest,
    ...votes,
    videoId: video_id,
    regionsAllowed: regions_allowed,
    regionsBlocked: regions_blocked,
  };
}

function card(song: RankedSong): string {
  const reasons = { words: [], voters: 0, allVoters: 0, confidence: 0.8 };
  return cardText({ song, mood: 'chill', cardId: 1 }, reasons);
}

/** Whatever the origin: who is to be credited, under which licence, and one link that plays. */
const COMPLETE =
  /^😌 \*\*.+\n(https:\/\/www\.youtube\.com\/watch\?v=[\w-]{11})\n-# Licence: \S.* · Credit: \S.*\n(-# (Not|Only) available in .*\.\n)?-# Why: 80 % chill/;

describe('every card names licence and credit', () => {
  const open = useEmbedded();

  test('of the starter catalogue', async () => {
    const songs = starterSongs(await readStarterFile());
    const incomplete = songs.map(({ song }) => card(ranked(song))).filter((text) => !COMPLETE.test(text));
    expect(incomplete).toEqual([]);
  });

  test('of a song from YouTube', () => {
    const verdict = videoToSong(
      {
        id: 'abcdefghijk',
        snippet: {
          title: 'Calm &amp; *wild* sea',
          description: '',
          channelTitle: 'Ada',
          channelId: 'UCx',
          tags: [],
          publishedAt: undefined,
          liveBroadcastContent: 'none',
          categoryId: '10',
        },
        contentDetails: { duration: 'PT3M', regionRestriction: { blocked: ['JP', 'DE'] } },
        status: { license: 'creativeCommon', embeddable: true, privacyStatus: 'public' },
        topicDetails: { topicCategories: [] },
      },
      NOW,
    );
    if (!('song' in verdict)) throw new Error(verdict.leftOut);
    expect(card(ranked(verdict.song))).toBe(
      [
        '😌 **Calm & \\*wild\\* sea** · Ada',
        'https://www.youtube.com/watch?v=abcdefghijk',
        '-# Licence: CC BY 3.0 (<https://creativecommons.org/licenses/by/3.0/>) · Credit: Calm & \\*wild\\* sea by Ada, CC BY 3.0',
        '-# Not available in Germany, Japan.',
        '-# Why: 80 % chill · no votes yet, react to say what you hear',
      ].join('\n'),
    );
  });

  test('without a link that the name of a video or of a channel would bring in', () => {
    const title = 'Win https://evil.example/x';
    const attribution = `${title} by http://chan.example, CC BY 3.0, https://www.youtube.com/watch?v=${videoId(1)}`;
    const song = aSong({ video_id: videoId(1), title, channel: 'http://chan.example', attribution });
    expect(card(ranked(song)).match(/(?<!\\):\/\/[^\s>]+/g)).toEqual([
      `://www.youtube.com/watch?v=${videoId(1)}`,
      ...(song.license.match(/:\/\/[^\s)]+/g) ?? []),
    ]);
  });

  test('of an imported song, about which little is known', async () => {
    const database = await open();
    const text = `video_id,title,moods,labeled,description,predicted_moods\n${videoId(1)},Calm sea,chill,t,,\n`;
    await importCsv({ database, now: () => NOW }, { text, voterId: 'me' });
    const [song] = await topSongs(database.db, { mood: 'chill', limit: 1 });
    if (song === undefined) throw new Error('no song');
    expect(card({ ...song, score: 0.8 })).toMatch(COMPLETE);
    expect(card(song)).toContain('-# Licence: unknown, imported · Credit: Calm sea\n');
  });

  test.each([
    [{ regions_allowed: ['US', 'CA'] }, 'Only available in Canada, United States.'],
    [{ regions_blocked: ['AT', 'CH', 'DE', 'FR', 'GB', 'IT'] }, 'Not available in 6 countries.'],
  ])('and where a song does not play (%#)', (regions, sentence) => {
    expect(card(ranked(aSong({ video_id: videoId(1), ...regions })))).toContain(`\n-# ${sentence}\n-# Why`);
  });

  test('but nothing of countries where it plays everywhere', () => {
    expect(card(ranked(aSong({ video_id: videoId(1) })))).not.toContain('available');
  });
});
