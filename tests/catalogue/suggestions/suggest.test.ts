import { sql } from 'kysely';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../db/database.ts';
import { addCandidates, forgetLeftOut, waitingCandidates } from '../../../db/queries/candidates.ts';
import { eraseSongs, upsertSongs } from '../../../db/queries/songs.ts';
import { ensureSource } from '../../../db/queries/sources.ts';
import { reviewSuggestions } from '../../../src/catalogue/suggestions/review.ts';
import {
  decide,
  dropOldSuggestions,
  SUGGESTION_LIMITS,
  type SuggestDeps,
  suggest,
} from '../../../src/catalogue/suggestions/suggest.ts';
import { DEFAULT_SONG_RULES } from '../../../src/catalogue/video-to-song.ts';
import { upkeep } from '../../../src/jobs/upkeep.ts';
import { describeEachDatabase, useEmbedded } from '../../support/databases.ts';
import { markUnavailable } from '../../support/fixtures.ts';
import { aSong, videoId } from '../../support/songs.ts';
import { thrownBy, useYouTube } from '../../support/youtube-client.ts';
import { KEY_NOT_VALID, QUOTA_EXCEEDED } from '../../support/youtube-server.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const youtube = useYouTube();
const { signal: neverAborted } = new AbortController();
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
    propose: (n: number | string, { member = '1', guild = 'guild', evenIfDeclined = false } = {}) =>
      suggest(deps, {
        url: typeof n === 'string' ? n : `https://youtu.be/${videoId(n)}`,
        memberId: member,
        guildId: guild,
        channelId: 'channel',
        evenIfDeclined,
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

  test('a declined song stays out, whatever source names it, until a moderator brings it back', async () => {
    const { db, propose, songs, deps } = scene(await open());
    youtube.server.setVideos(videos(2));
    await ensureSource(db, { kind: 'channel', query: 'UCaaaaaaaaaaaaaaaaaaaaaa' });
    const { source_id: sourceId } = await db
      .selectFrom('sources')
      .select('source_id')
      .executeTakeFirstOrThrow();
    const name = () => addCandidates(db, [videoId(1), videoId(2)], { sourceId, now });
    const { suggestionId } = await propose(1);
    expect(await name()).toEqual([videoId(1), videoId(2)]);
    await decide(deps, { suggestionId, accept: false });
    expect((await waitingCandidates(db, 5, { now })).map((one) => one.videoId)).toEqual([videoId(2)]);
    // Not even when everything else of a month ago is forgotten.
    now = new Date(now.getTime() + 60 * DAY_MS);
    await forgetLeftOut(db, now);
    await dropOldSuggestions(deps);
    expect(await name()).toEqual([]);

    const again = await propose(1, { member: '2' });
    await decide(deps, { suggestionId: again.suggestionId, accept: false });
    expect(await thrownBy(propose(1, { member: '2' }))).toMatchObject({ id: 'song-suggested' });
    const back = await propose(1, { member: 'moderator', evenIfDeclined: true });
    await decide(deps, { suggestionId: back.suggestionId, accept: true });
    expect(await songs()).toMatchObject([{ video_id: videoId(1), available: true }]);
    expect(await db.selectFrom('declined_videos').selectAll().execute()).toEqual([]);
  });

  test('the same refused link costs one unit a day, and its reason is told each time', async () => {
    const { db, propose } = scene(await open());
    youtube.server.setVideos([{ id: videoId(1), license: 'youtube' }]);
    for (const member of ['1', '2', '3'])
      expect(await thrownBy(propose(1, { member }))).toMatchObject({
        id: 'not-a-song',
        message: expect.stringContaining('not under a Creative Commons licence'),
      });
    for (const member of ['1', '2'])
      expect(await thrownBy(propose(2, { member }))).toMatchObject({ id: 'unknown-video' });
    expect(youtube.spent.taken.read).toBe(2);
    now = new Date(now.getTime() + DAY_MS);
    youtube.server.setVideos(videos(1));
    await propose(1);
    expect(youtube.spent.taken.read).toBe(3);
    await upkeep(
      { database: { db, kind: 'server' }, now: () => now, logger: pino({ level: 'silent' }) },
      neverAborted,
    );
    expect(await db.selectFrom('refused_videos').selectAll().execute()).toEqual([]);
  });

  test('look-ups are counted for each member and each server, and outlive the process', async () => {
    const database = await open();
    const { db, propose } = scene(database);
    const look = (n: number, who: { member?: string; guild?: string } = {}) => thrownBy(propose(n, who));
    for (let n = 1; n <= 10; n += 1) expect(await look(n)).toMatchObject({ id: 'unknown-video' });
    // Another process has another scene and the same database.
    const second = scene(database);
    expect(await thrownBy(second.propose(11))).toMatchObject({
      id: 'too-many-suggestions',
      message: expect.stringMatching(/^You are quick!/),
    });
    // What costs nothing is told all the same.
    expect(await look(1)).toMatchObject({ id: 'unknown-video' });
    for (let n = 11; n <= 60; n += 1)
      expect(await look(n, { member: String(n) })).toMatchObject({ id: 'unknown-video' });
    expect(await look(61, { member: '61' })).toMatchObject({
      id: 'too-many-suggestions',
      message: expect.stringMatching(/^This server/),
    });
    expect(await look(61, { member: '61', guild: 'other' })).toMatchObject({ id: 'unknown-video' });
    now = new Date(now.getTime() + 10 * 60 * 1000);
    expect(await look(62)).toMatchObject({ id: 'unknown-video' });
    // Who it was is forgotten when it no longer counts, and all of it after a day.
    const kept = await db
      .selectFrom('look_ups')
      .select('member_id')
      .where('member_id', 'is not', null)
      .execute();
    expect(kept).toEqual([{ member_id: '1' }]);
    now = new Date(now.getTime() + DAY_MS);
    await upkeep(
      { database: { db, kind: 'server' }, now: () => now, logger: pino({ level: 'silent' }) },
      neverAborted,
    );
    expect(await db.selectFrom('look_ups').selectAll().execute()).toEqual([]);
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
    const request = { url: videoId(1), memberId: '1', guildId: null, channelId: 'channel' };
    expect(await thrownBy(suggest(keyless, request))).toMatchObject({ id: 'song-known' });
    expect(await thrownBy(suggest(keyless, { ...request, url: 'x' }))).toMatchObject({
      id: 'not-a-youtube-link',
    });
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

  test('without a key is what can be told without one; the rest waits until there is one', async () => {
    const { deps, rows, songs } = scene(await open());
    const keyless = { ...deps, youtube: undefined };
    const request = { memberId: '1', guildId: 'guild', channelId: 'channel' };
    const { suggestionId, song } = await suggest(keyless, {
      ...request,
      url: `look: https://youtu.be/${videoId(1)} !`,
    });
    expect(song).toBeUndefined();
    expect(await thrownBy(suggest(keyless, { ...request, url: videoId(1) }))).toMatchObject({
      id: 'song-suggested',
      message: expect.stringMatching(/^You have suggested this song already/),
    });
    expect(await reviewSuggestions(keyless, 5)).toMatchObject({ waiting: 1, oldest: [{ song: undefined }] });
    expect(await thrownBy(decide(keyless, { suggestionId, accept: true }))).toMatchObject({
      id: 'no-youtube-key',
    });
    expect(await rows()).toMatchObject([{ status: 'waiting' }]);
    youtube.server.setVideos(videos(1));
    await decide(deps, { suggestionId, accept: true });
    expect(await songs()).toMatchObject([{ video_id: videoId(1) }]);
  });

  test.each([
    ['https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC', /^That is on Spotify, and I only know YouTube/],
    ['spotify:track:4uLU6hMCjMI75M1A2tKUQC', /^That is on Spotify/],
    ['<https://soundcloud.com/ada/rain>', /^That is on SoundCloud/],
    ['https://ada.bandcamp.com/track/rain', /^That is on Bandcamp/],
    ['https://notspotify.com/track/1', /^That link is not to YouTube/],
    ['https://www.youtube.com/playlist?list=PL0123456789ABCDEF', /^That is a playlist, .*`\/sources add`/],
    ['https://www.youtube.com/@ada', /^That is a channel/],
    ['https://www.youtube.com/', /^I see no song in that link/],
    ['rainy days', /^I see no song in that link/],
  ])('is told kindly: %s', async (url, message) => {
    const { propose } = scene(await open());
    expect(await thrownBy(propose(url))).toMatchObject({
      id: 'not-a-youtube-link',
      message: expect.stringMatching(message),
    });
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
    await sql`insert into candidates (video_id, found_at, due_at) values (${videoId(1)}, ${now}, ${now})`.execute(
      db,
    );
    const { suggestionId } = await propose(1);
    expect(await decide(deps, { suggestionId, accept: true })).toMatchObject({ reupload: true });
    expect(await db.selectFrom('candidates').selectAll().execute()).toEqual([]);
  });
});
