import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import { upsertSongs } from '../../db/queries/songs.ts';
import { insertSuggestion } from '../../db/queries/suggestions.ts';
import type { SourceView } from '../../src/catalogue/sources/source-view.ts';
import { SUGGESTION_LIMITS } from '../../src/catalogue/suggestions/suggest.ts';
import { describeAdded, describeChanged, describeSources } from '../../src/discord/source-text.ts';
import { useEmbedded } from '../support/databases.ts';
import { buttonsOf, type Extras, type LightBot, startLightBot } from '../support/light-bot.ts';
import { createOpenApiValidator } from '../support/openapi.ts';
import { aSong, videoId } from '../support/songs.ts';
import { useYouTube } from '../support/youtube-client.ts';
import { QUOTA_EXCEEDED } from '../support/youtube-server.ts';

const validator = await createOpenApiValidator();
const youtube = useYouTube();
const CHANNEL = 'UCaaaaaaaaaaaaaaaaaaaaaa';
const NOW = new Date('2026-03-01T12:00:00Z');

const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

async function scene(extras: Extras = {}) {
  const database = await open();
  const { db } = database;
  const started = await startLightBot(database, { youtube: youtube.client, now: () => NOW, ...extras });
  bot = started;
  const { discord } = started.playground;
  return {
    bot: started,
    db,
    discord,
    member: started.member,
    moderator: started.moderator,
    ask: (subcommand: string, source?: string) =>
      started.answer(started.moderator, `sources ${subcommand}`, source === undefined ? {} : { source }),
    addSource: async (query: string, rest = sql``) => {
      const { rows } = await sql<{ source_id: number }>`
        insert into sources (kind, query) values ('search', ${query}) returning source_id
      `.execute(db);
      const sourceId = rows[0]?.source_id ?? 0;
      await sql`update sources set label = '' ${rest} where source_id = ${sourceId}`.execute(db);
      return sourceId;
    },
    suggested: async (count: number) => {
      const ids: number[] = [];
      for (let n = 1; n <= count; n++) {
        const place = { videoId: videoId(n), guildId: 'far away', channelId: 'c', memberId: `${n}` };
        const at = new Date(NOW.getTime() - (10 - n) * 60_000);
        ids.push(Number(await insertSuggestion(db, place, SUGGESTION_LIMITS, at)));
      }
      return ids;
    },
    expectQuiet() {
      expect(started.log.lines.filter((line) => line.level >= 40)).toEqual([]);
      expect(started.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
    },
  };
}

describe('/sources', () => {
  test('list shows who asked, alone, the sources, best first, and what is left of the budget', async () => {
    const { ask, addSource, db, expectQuiet } = await scene();
    const seconds = (date: string) => Date.parse(date) / 1000;
    const fresh = await addSource('never asked');
    const poor = await addSource(
      'poor *words*',
      sql`, songs = 3, recent_units = 40, recent_songs = 2, last_run_at = '2026-03-01T11:00:00Z',
            resting_until = '2026-03-03T11:00:00Z', last_error = 'searchForbidden'`,
    );
    const paused = await addSource('paused one', sql`, enabled = false, recent_units = 1, recent_songs = 9`);
    await sql`
      insert into sources (kind, query, songs, recent_units, recent_songs, last_run_at)
      values ('channel', ${CHANNEL}, 1200, 10, 123, '2026-03-01T11:30:00Z')
    `.execute(db);
    await upsertSongs(
      db,
      [aSong({ video_id: videoId(1), channel: 'No Copyright **Sounds**', channel_id: CHANNEL })],
      NOW,
    );
    const reply = await ask('list');
    expect(reply.ephemeral).toBe(true);
    expect(reply.content.split('\n')).toEqual([
      '**4 sources**, the best ones first',
      `📺 **No Copyright \\*\\*Sounds\\*\\*** · channel ${paused + 1} · 1,200 songs`,
      `-# lately about 12 songs a request · last asked <t:${seconds('2026-03-01T11:30:00Z')}:R>`,
      `🔎 **“poor \\*words\\*”** · search ${poor} · 3 songs`,
      `-# 😴 nothing new expected, asked again <t:${seconds('2026-03-03T11:00:00Z')}:R> · lately one song in 20 requests` +
        ` · last asked <t:${seconds('2026-03-01T11:00:00Z')}:R> · ⚠️ YouTube says “searchForbidden”`,
      `🔎 **“never asked”** · search ${fresh} · 0 songs`,
      '-# not asked yet',
      `🔎 **“paused one”** · search ${paused} · 0 songs`,
      '-# ⏸️ paused · lately about 9.0 songs a request · not asked yet',
      expect.stringMatching(
        /^📅 Today's budget: 100 of 100 searches and 10,000 of 10,000 reads left.* 08:00 UTC\.$/,
      ),
    ]);
    expectQuiet();
  });

  test('add follows a channel by its handle, tells so to everybody, and knows it the second time', async () => {
    const { ask, db, expectQuiet } = await scene();
    youtube.server.setChannels([{ id: CHANNEL, handle: '@ada', title: 'Ada *plays* @everyone' }]);
    youtube.server.setVideos([{ id: videoId(1), channelId: CHANNEL }]);
    const added = await ask('add', 'https://www.youtube.com/@ada/videos');
    expect(added).toMatchObject({
      ephemeral: false,
      content: `📺 **I follow the channel Ada \\*plays\\* @\u200beveryone now** (<https://www.youtube.com/channel/${CHANNEL}>). Its songs come in with the next run; \`/ingest now\` starts one.`,
    });
    expect((await ask('add', `<https://www.youtube.com/channel/${CHANNEL}>`)).content).toMatch(
      /^📺 I follow the channel @ada already \(.*\)\. So far it has brought 0 songs\.$/,
    );
    expect(await db.selectFrom('sources').select(['kind', 'query', 'found_by']).execute()).toEqual([
      { kind: 'channel', query: CHANNEL, found_by: 'people' },
    ]);
    expectQuiet();
  });

  test('an old address is looked up as a handle, and the answer says that this is a guess', async () => {
    const { ask, expectQuiet } = await scene();
    youtube.server.setChannels([{ id: CHANNEL, handle: '@ada', title: 'Ada', username: 'somebody' }]);
    for (const address of ['https://www.youtube.com/c/ada', 'youtube.com/ada']) {
      const { content } = await ask('add', address);
      expect(content).toContain('the channel Ada');
      expect(content).toMatch(
        /⚠️ That is an old kind of address, so I took the channel whose handle is @ada\..*`\/sources remove` \d+/,
      );
    }
    expect((await ask('add', 'https://www.youtube.com/c/somebody')).content).toContain('@handle');
    expectQuiet();
  });

  test('words are a search, and what they are is shown as text', async () => {
    const { ask } = await scene();
    expect((await ask('add', 'calm *rain* @everyone')).content).toBe(
      '🔎 **I follow the search “calm \\*rain\\* @\u200beveryone” now** ' +
        '(<https://www.youtube.com/results?search_query=calm+*rain*+%40everyone>). ' +
        'Its songs come in with the next run; `/ingest now` starts one.',
    );
  });

  test('without a key nothing is promised', async () => {
    const { ask } = await scene({ youtube: undefined });
    const nothing = 'I have no key for YouTube yet, so no source is asked for songs.';
    const added = await ask('add', 'calm rain');
    expect(added.content).toContain(`(<https://www.youtube.com/results?search_query=calm+rain>). ${nothing}`);
    const { content } = await ask('list');
    expect(content.split('\n').at(-1)).toBe(`📅 ${nothing} Whoever runs me can set \`YOUTUBE_API_KEY\`.`);
  });

  test('pause, resume and remove find a source by what autocomplete offers, and say what comes of it', async () => {
    const { ask, addSource, bot, db, moderator, member, expectQuiet } = await scene();
    const rain = await addSource('calm rain', sql`, songs = 1200`);
    const metal = await addSource('heavy metal', sql`, songs = 1`);
    const offered = (subcommand: string, typed: string, who = moderator) =>
      bot.choices(`sources ${subcommand}`, 'source', typed, who);
    expect(await offered('pause', '')).toEqual([
      { name: 'calm rain · search · 1,200 songs', value: String(rain) },
      { name: 'heavy metal · search · 1 song', value: String(metal) },
    ]);
    expect(await offered('pause', 'METAL')).toMatchObject([{ value: String(metal) }]);
    expect(await offered('resume', '')).toEqual([]);
    expect(await offered('pause', '', member)).toEqual([]);

    const paused = await ask('pause', String(rain));
    expect(paused).toMatchObject({ ephemeral: false });
    expect(paused.content).toBe(
      '⏸️ **I do not ask the search “calm rain” for songs for now** ' +
        '(<https://www.youtube.com/results?search_query=calm+rain>). `/sources resume` lets me go on where I was.',
    );
    expect(await offered('pause', '')).toMatchObject([{ value: String(metal) }]);
    expect(await offered('resume', 'rain')).toMatchObject([{ value: String(rain) }]);
    expect(await offered('remove', '')).toHaveLength(2);
    // Also without autocomplete, by the words themselves.
    expect((await ask('resume', 'Calm Rain')).content).toMatch(
      /^▶️ \*\*I ask the search “calm rain” for songs again/,
    );
    expect((await ask('remove', String(rain))).content).toContain(
      'The 1,200 songs it brought stay. `/sources add` brings it back.',
    );
    expect(
      await db.selectFrom('sources').select(['source_id', 'removed']).orderBy('source_id').execute(),
    ).toEqual([
      { source_id: rain, removed: true },
      { source_id: metal, removed: false },
    ]);
    expect(await offered('remove', '')).toHaveLength(1);
    expectQuiet();
  });

  test('25 sources are offered at most', async () => {
    const { addSource, bot, moderator } = await scene();
    for (let n = 0; n < 30; n++) await addSource(`${'😢'.repeat(40)} ${n}`);
    const offered = await bot.choices('sources pause', 'source', '', moderator);
    expect(offered).toHaveLength(25);
    for (const { name } of offered) expect(name.length).toBeLessThanOrEqual(100);
  });

  test('what cannot be done is told to the moderator alone', async () => {
    const { ask, bot, expectQuiet } = await scene();
    const told: string[] = [];
    for (const [subcommand, source] of [
      ['add', 'https://example.org/'],
      ['add', 'https://www.youtube.com/@nobody'],
      ['add', 'https://www.youtube.com/playlist?list=PLaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
      ['pause', 'nothing of the kind'],
    ] as const) {
      const reply = await ask(subcommand, source);
      expect(reply.ephemeral).toBe(true);
      told.push(reply.content);
    }
    expect(told).toEqual([
      expect.stringContaining('That address is not on YouTube.'),
      'YouTube knows no channel called @nobody.',
      'YouTube shows no such playlist; it may be private.',
      expect.stringContaining('I follow no such source.'),
    ]);
    youtube.server.failNext('channels', QUOTA_EXCEEDED);
    expect((await ask('add', '@ada')).content).toContain('used up');
    expect(bot.messages().filter(({ ephemeral }) => !ephemeral)).toEqual([]);
    expectQuiet();
  });

  test('all of it is for moderators of control guilds', async () => {
    const { ask, bot, member, db, addSource, moderator, discord } = await scene();
    const sourceId = await addSource('calm rain');
    const refusals = [
      ['list', 'see my sources'],
      ['add', 'choose my sources'],
      ['pause', 'choose my sources'],
      ['resume', 'choose my sources'],
      ['remove', 'choose my sources'],
      ['suggestions', 'decide on suggestions'],
    ] as const;
    for (const [subcommand, what] of refusals) {
      const reply = await bot.answer(member, `sources ${subcommand}`, { source: String(sourceId) });
      expect(reply).toMatchObject({ ephemeral: true });
      expect(reply.content).toBe(
        `Only members who may manage this server can ${what}. ` +
          'You can still bring songs in: `/suggest` takes a YouTube link.',
      );
    }
    await bot.restart({ controlGuildIds: ['999999999999999999'] });
    // A Discord that still offers it here, as before the setting.
    const scope = { applicationId: discord.bot.id };
    discord.commands.overwrite(
      scope,
      COMMANDS.map(({ declaration }) => declaration),
    );
    for (const [subcommand] of refusals) {
      expect((await ask(subcommand, String(sourceId))).content).toContain(
        'My song collection is shared by all servers',
      );
    }
    expect(await bot.choices('sources pause', 'source', '', moderator)).toEqual([]);
    expect(await db.selectFrom('sources').select(['query', 'enabled', 'removed']).execute()).toEqual([
      { query: 'calm rain', enabled: true, removed: false },
    ]);
  });
});

describe('/sources suggestions', () => {
  const songs = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      id: videoId(n + 1),
      title: `Song *${n + 1}*`,
      channelTitle: 'Ada',
    }));

  test('a decision is told where the song was suggested, and a message that is gone is no fault', async () => {
    const { ask, bot, discord, member, moderator } = await scene();
    youtube.server.setVideos(songs(3));
    const suggest = (n: number) => bot.answer(member, 'suggest', { url: `https://youtu.be/${videoId(n)}` });
    const [taken, turnedDown, gone] = [await suggest(1), await suggest(2), await suggest(3)];
    discord.deleteMessage(gone.id);
    const review = await ask('suggestions');
    const decided = async (label: string, left: string) => {
      bot.press(moderator, discord.message(review.id) ?? review, label);
      await discord.waitFor(() => discord.message(review.id)?.content.includes(left) || undefined);
    };
    await decided('Accept 1', '2 suggestions are waiting');
    await decided('Decline 1', 'One suggestion is waiting');
    await decided('Accept', 'No suggestion is waiting');
    const shownNow = (id: string) => discord.message(id);
    expect(shownNow(taken.id)?.content).toContain(
      '✅ Accepted by the moderators. From now on it can come up',
    );
    expect(shownNow(turnedDown.id)?.content).toContain('Declined by the moderators. Thank you for the idea');
    expect(shownNow(turnedDown.id)?.content).not.toContain('youtube.com');
    for (const { id } of [taken, turnedDown]) expect(shownNow(id)?.components).toEqual([]);
    expect(await bot.log.waitFor('the message of a suggestion could not be changed')).toHaveLength(1);
  });

  test('shows a moderator, alone, the oldest waiting ones with buttons, and goes on after each decision', async () => {
    const { ask, bot, db, discord, moderator, suggested, expectQuiet } = await scene();
    youtube.server.setVideos(songs(7));
    const ids = await suggested(7);
    const review = await ask('suggestions');
    expect(review.ephemeral).toBe(true);
    const lines = review.content.split('\n');
    expect(lines[0]).toBe('**7 suggestions are waiting**, and these are the oldest 5');
    expect(lines[1]).toMatch(/^\*\*1\.\*\* \*\*Song \\\*1\\\*\*\* · Ada · suggested <t:\d+:R>$/);
    expect(lines[2]).toBe(`https://www.youtube.com/watch?v=${videoId(1)}`);
    expect(lines).toHaveLength(11);
    expect(buttonsOf(review).map(({ label }) => label)).toEqual(
      [1, 2, 3, 4, 5].flatMap((n) => [`Accept ${n}`, `Decline ${n}`]),
    );
    const shown = (text: string) =>
      discord.waitFor(() => {
        const now = discord.message(review.id);
        return now?.content.includes(text) ? now : undefined;
      });
    bot.press(moderator, review, 'Accept 2');
    const accepted = await shown('6 suggestions are waiting');
    expect(accepted.content.split('\n')[0]).toBe(
      '✅ Accepted: **Song \\*2\\*** · Ada. From now on it can come up with `/mood`.',
    );
    expect(accepted.content).not.toContain(`watch?v=${videoId(2)}`);
    expect(accepted.content).toContain(`watch?v=${videoId(6)}`);
    bot.press(moderator, accepted, 'Decline 1');
    const declined = await shown('5 suggestions are waiting**\n');
    expect(declined.content.split('\n')[0]).toBe('👋 Declined.');
    expect(await db.selectFrom('songs').select('video_id').execute()).toEqual([{ video_id: videoId(2) }]);
    // A list that is out of date says so and shows how it is now.
    discord.click({
      memberId: moderator.id,
      messageId: review.id,
      customId: `sources:accept:${ids[2]}`,
    });
    const again = await shown('4 suggestions are waiting');
    expect(again.content.split('\n')[0]).toContain('Accepted');
    expect(discord.messages(bot.channelId, moderator.id)).toHaveLength(1);
    expectQuiet();
  });

  test('a decision that somebody else has taken, or that cannot be taken, stands above the list', async () => {
    const { ask, bot, db, discord, moderator, suggested } = await scene();
    youtube.server.setVideos(songs(2));
    const [first] = await suggested(2);
    const review = await ask('suggestions');
    expect(review.content).toContain('**2 suggestions are waiting**\n');
    await sql`update suggestions set status = 'declined' where suggestion_id = ${first}`.execute(db);
    const shown = (text: string) =>
      discord.waitFor(() => {
        const now = discord.message(review.id);
        return now?.content.includes(text) ? now : undefined;
      });
    bot.press(moderator, review, 'Accept 1');
    const told = await shown('One suggestion is waiting');
    expect(told.content).toMatch(/^⚠️ This one is decided already: the song was declined\.\n/);
    expect(buttonsOf(told).map(({ label }) => label)).toEqual(['Accept', 'Decline']);
    youtube.server.setVideos([{ id: videoId(2), license: 'youtube' }]);
    bot.press(moderator, told, 'Accept');
    const gone = await shown('cannot be taken any more');
    expect(gone.content).toMatch(/^⚠️ Thank you, but I cannot take this one/);
    expect(gone.content).toContain(
      '**1.** ⚠️ This one cannot be taken any more: it is not under a Creative Commons licence · suggested',
    );
    bot.press(moderator, gone, 'Decline');
    const empty = await shown('No suggestion is waiting');
    expect(empty).toMatchObject({ content: '👋 Declined.\nNo suggestion is waiting. 🎉', components: [] });
  });

  test('works by the links alone where YouTube cannot be asked, and says when nothing waits', async () => {
    const { ask, suggested } = await scene({ youtube: undefined });
    expect(await ask('suggestions')).toMatchObject({
      ephemeral: true,
      content: 'No suggestion is waiting. 🎉',
      components: [],
    });
    await suggested(1);
    const { content } = await ask('suggestions');
    expect(content).toContain('A song whose title I have not looked up yet · suggested');
    expect(content).toContain(`watch?v=${videoId(1)}`);
  });
});

describe('the words about sources', () => {
  const view: SourceView = {
    sourceId: 1,
    kind: 'search',
    query: 'calm',
    name: 'calm',
    url: 'https://www.youtube.com/results?search_query=calm',
    enabled: true,
    foundBy: 'people',
    songs: 5,
    units: 10,
    yield: 0.5,
    lastRunAt: NOW,
    restingUntil: null,
    lastError: null,
  };

  test('as many as fit are shown, and the rest is counted', () => {
    const many = Array.from({ length: 300 }, (_, n) => ({ ...view, name: `${'*'.repeat(90)} ${n}` }));
    const text = describeSources(many, 'The budget.');
    expect(text.length).toBeLessThanOrEqual(2_000);
    const shown = text.match(/^🔎/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(5);
    expect(text).toContain(`… and ${300 - shown} more.`);
    expect(text.endsWith('📅 The budget.')).toBe(true);
  });

  test('yields are told as people count', () => {
    const lately = (songs: number | undefined) =>
      describeSources([{ ...view, yield: songs }], '')
        .split('\n')[2]
        ?.split(' · ')[0];
    expect([undefined, 25, 9.5, 2.34, 1.04, 0.7, 0.66, 0.5, 0.01, 0.001, 0].map(lately)).toEqual([
      `-# last asked <t:${NOW.getTime() / 1000}:R>`,
      '-# lately about 25 songs a request',
      '-# lately about 10 songs a request',
      '-# lately about 2.3 songs a request',
      '-# lately about one song a request',
      '-# lately about one song a request',
      '-# lately one song in 2 requests',
      '-# lately one song in 2 requests',
      '-# lately one song in 100 requests',
      '-# lately hardly any new songs',
      '-# lately hardly any new songs',
    ]);
  });

  test('without a source there is a word for that', () => {
    expect(describeSources([], 'The budget.')).toBe(
      'I follow no source, so no new songs come in. `/sources add` gives me one.\n📅 The budget.',
    );
  });

  test('one song is one song', () => {
    expect(describeChanged({ ...view, songs: 1 }, 'remove')).toContain('The song it brought stays.');
    expect(describeChanged({ ...view, songs: 0 }, 'remove')).toContain('It had not brought a song.');
    expect(
      describeAdded(
        { source: { ...view, songs: 1 }, outcome: 'resumed', title: undefined, guessed: undefined },
        true,
      ),
    ).toBe(
      '🔎 **I follow the search “calm” again** (<https://www.youtube.com/results?search_query=calm>). So far it has brought 1 song.',
    );
  });
});
