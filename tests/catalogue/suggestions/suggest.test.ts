import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../db/database.ts';
import { eraseSongs, upsertSongs } from '../../../db/queries/songs.ts';
import { reviewSuggestions } from '../../../src/catalogue/suggestions/review.ts';
import {
  decide,
  SUGGESTION_LIMITS,
  type SuggestDeps,
  suggest,
} from '../../../src/catalogue/suggestions/suggest.ts';
import { DEFAULT_SONG_RULES } from '../../../src/catalogue/video-to-song.ts';
import { describeEachDatabase, useEmbedded } from '../../support/databases.ts';
import { markUnavailable } from '../../support/fixtures.ts';
import { aSong, videoId } from '../../support/songs.ts';
import { thrownBy, useYouTube } from '../../support/youtube-client.ts';
import { KEY_NOT_VALID, QUOTA_EXCEEDED } from '../../support/youtube-server.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const youtube = useYouTube();
let now = new Date('2026-03-01T12:00:00Z');
beforeEach(() => {
  now = new Date('2026-03-01T12:00:00Z');
});

function scene({ db }: Database) {
  const predicted: string[] = [];
  const deps: SuggestDeps = {
    db,
    youtube: youtube.client,
    now: () => now,
    songRules: DEFAULT_SONG_RULES,
    async predictSongs(ids) {
      predicted.push(...ids);
    },
  };
  return {
    db,
    deps,
    predicted,
    propose: (n: number | string, { member = '1', guild = 'guild' } = {}) =>
      suggest(deps, {
        url: typeof n === 'string' ? n : `https://youtu.be/${videoId(n)}`,
        memberId: member,
        guildId: guild,
        channelId: 'channel',
      }),
    rows: () => db.selectFrom('suggestions').selectAll().orderBy('suggestion_id').execute(),
    songs: () => db.selectFrom('songs').select(['video_id', 'title', 'available']).execute(),
  };
}

const videos = (count: number) => Array.from({ length: count }, (_, n) => ({ id: videoId(n + 1) }));

describeEachDatabase('suggestions', (open) => {
  test('a song is looked at, and only who, where and which video are stored until somebody accepts', async () => {
    const { propose, rows, songs, deps, predicted } = scene(await open());
    youtube.server.setVideos([{ id: videoId(1), title: 'Rain &amp; calm', channelTitle: 'Ada' }]);
    const { suggestionId, song } = await propose(1);
    expect(song).toMatchObject({ video_id: videoId(1), title: 'Rain & calm', channel: 'Ada' });
    expect(youtube.spent.kept).toEqual([20]);
    expect(await rows()).toEqual([
      {
        suggestion_id: suggestionId,
        video_id: videoId(1),
        guild_id: 'guild',
        channel_id: 'channel',
        message_id: null,
        member_id: '1',
        status: 'waiting',
        created_at: now,
        decided_at: null,
      },
    ]);
    expect(await songs()).toEqual([]);

    // What is taken is what YouTube says then.
    youtube.server.setVideos([{ id: videoId(1), title: 'Rain and calm' }]);
    const decided = await decide(deps, { suggestionId, accept: true });
    expect(decided).toMatchObject({ song: { title: 'Rain and calm' }, reupload: false });
    expect(await songs()).toEqual([{ video_id: videoId(1), title: 'Rain and calm', available: true }]);
    expect(predicted).toEqual([videoId(1)]);
    expect(await rows()).toMatchObject([{ status: 'accepted', member_id: null, decided_at: now }]);
    expect(youtube.spent.taken).toEqual({ search: 0, read: 2 });
  });

  test('a declined song is not asked for again, is not taken and cannot be suggested for a month', async () => {
    const { propose, rows, songs, deps } = scene(await open());
    youtube.server.setVideos(videos(1));
    const { suggestionId } = await propose(1);
    expect(await decide(deps, { suggestionId, accept: false })).toEqual({
      song: undefined,
      reupload: false,
      shownIn: undefined,
    });
    expect(await rows()).toMatchObject([{ status: 'declined', member_id: null, decided_at: now }]);
    expect(await songs()).toEqual([]);
    expect(await thrownBy(propose(1, { member: '2' }))).toMatchObject({ id: 'song-suggested' });
    expect(youtube.spent.taken.read).toBe(1);
    now = new Date(now.getTime() + 31 * DAY_MS);
    await propose(1);
    expect(await rows()).toMatchObject([{ status: 'waiting' }]);
  });

  test('of two decisions at once one holds, and the other is told which', async () => {
    for (const accepts of [
      [true, true],
      [true, false],
      [false, false],
    ]) {
      const { propose, rows, deps, predicted } = scene(await open());
      youtube.server.setVideos(videos(1));
      const { suggestionId } = await propose(1);
      const results = await Promise.allSettled(
        accepts.map((accept) => decide(deps, { suggestionId, accept })),
      );
      const [row] = await rows();
      const winner = accepts[results.findIndex(({ status }) => status === 'fulfilled')];
      expect(row?.status).toBe(winner === true ? 'accepted' : 'declined');
      const [lost, ...others] = results.filter((one) => one.status === 'rejected');
      expect(others).toEqual([]);
      expect(lost?.reason).toMatchObject({
        id: 'suggestion-decided',
        message: `This one is decided already: the song was ${row?.status}.`,
      });
      expect(predicted).toHaveLength(winner === true ? 1 : 0);
    }
  });

  test('no more than so many wait, of a member and of a server, however fast they come', async () => {
    const { propose, rows, deps } = scene(await open());
    const { perMember, perGuild } = SUGGESTION_LIMITS;
    youtube.server.setVideos(videos(perGuild + 20));
    const atOnce = await Promise.allSettled(
      Array.from({ length: perMember + 3 }, (_, n) => propose(n + 1, { member: 'greedy' })),
    );
    const refused = atOnce.filter((one) => one.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ id: 'too-many-suggestions' })),
    );
    expect(String(refused[0]?.reason.message)).toContain('5 songs of yours are waiting');
    const before = youtube.spent.taken.read;
    expect(await thrownBy(propose(20, { member: 'greedy', guild: 'elsewhere' }))).toMatchObject({
      id: 'too-many-suggestions',
    });
    expect(youtube.spent.taken.read).toBe(before);
    const [first] = await rows();
    await decide(deps, { suggestionId: first?.suggestion_id ?? 0, accept: false });
    await propose(20, { member: 'greedy' });

    for (let n = 0; n < perGuild - perMember; n++) await propose(n + 21, { member: `member ${n}` });
    const full = await thrownBy(propose(19, { member: 'another' }));
    expect(full).toMatchObject({ id: 'too-many-suggestions' });
    expect(String(full)).toContain('50 songs of this server are waiting');
    await propose(19, { member: 'another', guild: 'another' });
    const waiting = (await rows()).filter(({ status }) => status === 'waiting');
    expect(waiting).toHaveLength(perGuild + 1);
  });

  test('one song waits once, also when two members suggest it at the same time', async () => {
    const { propose, rows } = scene(await open());
    youtube.server.setVideos(videos(1));
    const results = await Promise.allSettled(['1', '2', '3'].map((member) => propose(1, { member })));
    const lost = results.filter((one) => one.status === 'rejected').map(({ reason }) => reason.id);
    expect(lost).toEqual(['song-suggested', 'song-suggested']);
    expect(await rows()).toHaveLength(1);
  });

  test('nobody’s name stays longer than 30 days, whether the song is decided on or not', async () => {
    const { propose, rows, deps } = scene(await open());
    youtube.server.setVideos(videos(3));
    const { suggestionId } = await propose(1);
    const second = await propose(2);
    now = new Date(now.getTime() + 20 * DAY_MS);
    await decide(deps, { suggestionId: second.suggestionId, accept: false });
    await propose(3);
    now = new Date(now.getTime() + 11 * DAY_MS);
    expect(await thrownBy(decide(deps, { suggestionId, accept: true }))).toMatchObject({
      id: 'unknown-suggestion',
    });
    expect(await rows()).toMatchObject([
      { video_id: videoId(2), status: 'declined', member_id: null },
      { video_id: videoId(3), status: 'waiting', member_id: '1' },
    ]);
    expect((await reviewSuggestions(deps, 5)).oldest).toMatchObject([{ videoId: videoId(3) }]);
    now = new Date(now.getTime() + 20 * DAY_MS);
    expect(await reviewSuggestions(deps, 5)).toEqual({ waiting: 0, oldest: [] });
    expect(await rows()).toEqual([]);
  });
});

describe('what is no suggestion', () => {
  const open = useEmbedded();

  test('is told in words, and costs nothing where that is possible', async () => {
    const { db, propose, rows, deps } = scene(await open());
    await upsertSongs(
      db,
      [1, 2, 3].map((n) => aSong({ video_id: videoId(n) })),
      now,
    );
    await markUnavailable(db, [videoId(2)]);
    await eraseSongs(db, [videoId(3)], now);
    expect(await thrownBy(propose('https://example.org/watch?v=aaaaaaaaaaa'))).toMatchObject({
      id: 'not-a-youtube-link',
    });
    expect(await thrownBy(propose('some song'))).toMatchObject({ id: 'not-a-youtube-link' });
    expect(await thrownBy(propose(1))).toMatchObject({
      id: 'song-known',
      message: expect.stringContaining('I have this song already'),
    });
    expect(await thrownBy(propose(2))).toMatchObject({
      id: 'song-known',
      message: expect.stringContaining('took it out'),
    });
    const keyless = { ...deps, youtube: undefined };
    const request = { url: videoId(9), memberId: '1', guildId: null, channelId: 'channel' };
    expect(await thrownBy(suggest(keyless, request))).toMatchObject({ id: 'no-youtube-key' });
    expect(youtube.spent.taken.read).toBe(0);

    youtube.server.setVideos([
      { id: videoId(3) },
      { id: videoId(5), license: 'youtube' },
      { id: videoId(6), duration: 'PT2H' },
    ]);
    expect(await thrownBy(propose(4))).toMatchObject({ id: 'unknown-video' });
    expect(await thrownBy(propose(5))).toMatchObject({
      id: 'not-a-song',
      message: expect.stringMatching(/it is not under a Creative Commons licence\. I only take songs/),
    });
    expect(await thrownBy(propose(6))).toMatchObject({
      id: 'not-a-song',
      message: 'Thank you, but I cannot take this one: it is longer than a song.',
    });
    expect(await rows()).toEqual([]);
    // Erased text comes back only from YouTube, which is what accepting does.
    const { suggestionId } = await propose(3);
    await decide(deps, { suggestionId, accept: true });
    expect(
      await db
        .selectFrom('songs')
        .select(['title', 'available'])
        .where('video_id', '=', videoId(3))
        .execute(),
    ).toEqual([{ title: `Song ${videoId(3)}`, available: true }]);
  });

  test('is what YouTube cannot be asked about, whatever the reason; a decision waits then', async () => {
    const { propose, rows, deps, songs } = scene(await open());
    youtube.server.setVideos(videos(2));
    const { suggestionId } = await propose(1);
    youtube.server.failNext('videos', KEY_NOT_VALID);
    expect(await thrownBy(propose(2))).toMatchObject({ id: 'youtube-unavailable' });
    youtube.server.failNext('videos', QUOTA_EXCEEDED);
    expect(await thrownBy(decide(deps, { suggestionId, accept: true }))).toMatchObject({ id: 'quota-spent' });
    expect(await rows()).toMatchObject([{ video_id: videoId(1), status: 'waiting', member_id: '1' }]);
    // The list is there all the same, by its links.
    youtube.server.failNext('videos', QUOTA_EXCEEDED);
    expect(await reviewSuggestions(deps, 5)).toMatchObject({
      waiting: 1,
      oldest: [{ suggestionId, videoId: videoId(1), song: undefined, leftOut: undefined }],
    });
    youtube.server.setVideos([{ id: videoId(1), privacyStatus: 'private' }]);
    expect(await thrownBy(decide(deps, { suggestionId, accept: true }))).toMatchObject({
      id: 'unknown-video',
    });
    expect((await reviewSuggestions(deps, 5)).oldest).toMatchObject([{ leftOut: 'gone' }]);
    await decide(deps, { suggestionId, accept: false });
    expect(await songs()).toEqual([]);
  });

  test('is never read from what the refresh needs today and tomorrow', async () => {
    const { db, propose, deps } = scene(await open());
    await sql`
      insert into songs (video_id, title, license, origin, fetched_at)
      select 'song' || lpad(n::text, 7, '0'), 'Song', 'CC BY', 'youtube', ${now}::timestamptz - interval '28 days'
      from generate_series(1, 1201) n
    `.execute(db);
    youtube.server.setVideos(videos(1));
    const { suggestionId } = await propose(1);
    await reviewSuggestions(deps, 5);
    await decide(deps, { suggestionId, accept: true });
    expect(youtube.spent.kept).toEqual([25, 25, 25]);
  });

  test('a song that a source has named meanwhile is read once, and the same song of another upload is known', async () => {
    const { db, propose, deps } = scene(await open());
    await upsertSongs(db, [aSong({ video_id: videoId(9), title: 'Rain', duration_s: 185 })], now);
    youtube.server.setVideos([{ id: videoId(1), title: 'RAIN [Official Audio]', duration: 'PT3M5S' }]);
    await sql`insert into candidates (video_id, found_at) values (${videoId(1)}, ${now})`.execute(db);
    const { suggestionId } = await propose(1);
    expect(await decide(deps, { suggestionId, accept: true })).toMatchObject({ reupload: true });
    expect(await db.selectFrom('candidates').selectAll().execute()).toEqual([]);
  });
});
