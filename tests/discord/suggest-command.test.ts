import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { upsertSongs } from '../../db/queries/songs.ts';
import type { MessageView } from '../../src/playground/state/types.ts';
import { useEmbedded } from '../support/databases.ts';
import { buttonsOf, type Extras, type LightBot, startLightBot } from '../support/light-bot.ts';
import { describeTwoProcesses } from '../support/open-twice.ts';
import { createOpenApiValidator } from '../support/openapi.ts';
import { aSong, videoId } from '../support/songs.ts';
import { useYouTube } from '../support/youtube-client.ts';
import { QUOTA_EXCEEDED } from '../support/youtube-server.ts';

const validator = await createOpenApiValidator();
const youtube = useYouTube();

let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

const link = (n: number) => `https://youtu.be/${videoId(n)}`;
const waitingLine = '-# Moderators: shall I take it into my collection?';

async function scene(database: Database, extras: Extras = {}) {
  const started = await startLightBot(database, { youtube: youtube.client, ...extras });
  bot = started;
  const { playground, channelId, member, moderator } = started;
  const { discord } = playground;
  const changed = (message: MessageView, text: string) =>
    discord.waitFor(() => {
      const now = discord.message(message.id);
      return now?.content.includes(text) ? now : undefined;
    }, 20_000);
  return {
    bot: started,
    discord,
    member,
    moderator,
    changed,
    propose: (n: number, who = member) => started.answer(who, 'suggest', { url: link(n) }),
    /** What only this member is told, once there is so much of it. */
    privately: (who: typeof member, count = 1) =>
      discord.waitFor(() => {
        const told = discord.messages(channelId, who.id).filter(({ ephemeral }) => ephemeral);
        return told.length >= count ? told : undefined;
      }, 20_000),
    suggestions: () => database.db.selectFrom('suggestions').selectAll().orderBy('suggestion_id').execute(),
    songs: () => database.db.selectFrom('songs').select(['video_id', 'available']).execute(),
  };
}

/** Nothing went wrong, as far as the bot knows, and every request of it was one that Discord takes. */
function expectQuiet({ log, playground }: LightBot): void {
  expect(log.lines.filter((line) => line.level >= 40)).toEqual([]);
  expect(playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
}

describe('/suggest', () => {
  const open = useEmbedded();

  test('a member suggests a song in front of everybody, a moderator accepts it, and it is there', async () => {
    const predicted: string[] = [];
    const { bot, propose, changed, discord, member, moderator, suggestions, songs } = await scene(
      await open(),
      { predictSongs: async (ids) => void predicted.push(...ids) },
    );
    youtube.server.setVideos([{ id: videoId(1), title: 'Calm *rain* @everyone', channelTitle: 'Ada' }]);
    const message = await propose(1);
    expect(message.ephemeral).toBe(false);
    expect(message.content).toBe(
      [
        `💡 <@${member.id}> suggests a song:`,
        '**Calm \\*rain\\* @\u200beveryone** · Ada',
        `https://www.youtube.com/watch?v=${videoId(1)}`,
        '-# Licence: CC BY 3.0 (<https://creativecommons.org/licenses/by/3.0/>) · Credit: Calm \\*rain\\* @\u200beveryone by Ada, CC BY 3.0',
        waitingLine,
      ].join('\n'),
    );
    const [{ suggestion_id } = { suggestion_id: 0 }] = await suggestions();
    expect(buttonsOf(message)).toEqual([
      { label: 'Accept', customId: `suggest:accept:${suggestion_id}` },
      { label: 'Decline', customId: `suggest:decline:${suggestion_id}` },
    ]);
    expect(await songs()).toEqual([]);

    bot.press(moderator, message, 'Accept');
    const accepted = await changed(message, 'Accepted');
    expect(accepted.content).toBe(
      message.content.replace(
        waitingLine,
        `✅ Accepted by <@${moderator.id}>. From now on it can come up with \`/mood\`.`,
      ),
    );
    expect(accepted.components).toEqual([]);
    expect(await songs()).toEqual([{ video_id: videoId(1), available: true }]);
    expect(predicted).toEqual([videoId(1)]);
    expect(await suggestions()).toMatchObject([{ status: 'accepted', member_id: null }]);
    expect(discord.messages(bot.channelId, moderator.id)).toHaveLength(1);
    for (const { body } of bot.playground.requests.filter(({ path }) => /messages\/@original/.test(path)))
      expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
    expectQuiet(bot);
  });

  test('declined, it does not play any more, and who decided is told', async () => {
    const { bot, propose, changed, member, moderator, songs } = await scene(await open());
    youtube.server.setVideos([{ id: videoId(1), title: 'Rain', channelTitle: 'Ada' }]);
    const message = await propose(1);
    bot.press(moderator, message, 'Decline');
    const declined = await changed(message, 'Declined');
    expect(declined.content).toBe(
      [
        `💡 <@${member.id}> suggests a song:`,
        '**Rain** · Ada',
        `Declined by <@${moderator.id}>. Thank you for the idea all the same!`,
      ].join('\n'),
    );
    expect(declined.components).toEqual([]);
    expect(await songs()).toEqual([]);
    expectQuiet(bot);
  });

  test('the buttons are for moderators: others are told so, alone, and nothing happens', async () => {
    const { bot, propose, privately, member, suggestions, discord } = await scene(await open());
    youtube.server.setVideos([{ id: videoId(1) }]);
    const message = await propose(1);
    bot.press(member, message, 'Accept');
    const [told] = await privately(member);
    expect(told?.content).toBe(
      'Only members who may manage this server can decide on suggestions. ' +
        'You can still bring songs in: `/suggest` takes a YouTube link.',
    );
    expect(discord.message(message.id)).toEqual(message);
    expect(await suggestions()).toMatchObject([{ status: 'waiting' }]);
    expectQuiet(bot);
  });

  test('of two moderators who press at once one decides, and the other is told that it is decided', async () => {
    const { bot, propose, changed, privately, moderator, suggestions } = await scene(await open());
    youtube.server.setVideos([{ id: videoId(1) }]);
    const message = await propose(1);
    bot.press(moderator, message, 'Accept');
    bot.press(moderator, message, 'Decline');
    const [told] = await privately(moderator);
    const [{ status } = { status: '' }] = await suggestions();
    expect(told?.content).toBe(`This one is decided already: the song was ${status}.`);
    const decided = await changed(message, status === 'accepted' ? 'Accepted by' : 'Declined by');
    expect(decided.components).toEqual([]);
    await bot.log.waitFor('a command was turned down');
    expectQuiet(bot);
  });

  test('a button of a suggestion that is gone is taken away, and why is told', async () => {
    let now = new Date('2026-03-01T12:00:00Z');
    const database = await open();
    const { bot, propose, privately, moderator, discord } = await scene(database, { now: () => now });
    youtube.server.setVideos([{ id: videoId(1) }]);
    const message = await propose(1);
    now = new Date('2026-04-05T12:00:00Z');
    bot.press(moderator, message, 'Accept');
    expect((await privately(moderator))[0]?.content).toContain('I keep them for 30 days');
    expect(discord.message(message.id)).toMatchObject({ content: message.content, components: [] });
  });

  test('a song that cannot be taken any more, or not now, keeps its buttons', async () => {
    const { bot, propose, privately, changed, moderator, discord } = await scene(await open());
    youtube.server.setVideos([{ id: videoId(1) }]);
    const message = await propose(1);
    youtube.server.failNext('videos', QUOTA_EXCEEDED);
    bot.press(moderator, message, 'Accept');
    expect((await privately(moderator))[0]?.content).toMatch(/used up.*starts anew/);
    youtube.server.setVideos([{ id: videoId(1), license: 'youtube' }]);
    bot.press(moderator, message, 'Accept');
    expect((await privately(moderator, 2))[1]?.content).toContain('not under a Creative Commons licence');
    expect(discord.message(message.id)).toEqual(message);
    bot.press(moderator, message, 'Decline');
    await changed(message, 'Declined by');
  });

  test('what cannot be suggested is told to the member alone, kindly and in words', async () => {
    const database = await open();
    const { bot, propose, member, moderator, suggestions, discord } = await scene(database);
    await upsertSongs(database.db, [aSong({ video_id: videoId(1) })], new Date());
    youtube.server.setVideos([
      { id: videoId(2), license: 'youtube' },
      { id: videoId(3), categoryId: '20' },
      { id: videoId(4), duration: 'PT1H' },
      { id: videoId(10) },
    ]);
    await propose(10, moderator);
    const told: string[] = [];
    for (const url of ['my favourite song', link(1), link(2), link(3), link(4), link(5), link(10)]) {
      const reply = await bot.answer(member, 'suggest', { url });
      expect(reply).toMatchObject({ ephemeral: true, components: [] });
      told.push(reply.content);
    }
    expect(told).toEqual([
      'I see no song in that link. A link from YouTube looks like `https://www.youtube.com/watch?v=…` or `https://youtu.be/…`.',
      'Good taste: I have this song already. `/song` with the same link shows what members hear in it.',
      'Thank you, but I cannot take this one: it is not under a Creative Commons licence. I only take songs that their makers have put under that licence, so that everybody may use them.',
      'Thank you, but I cannot take this one: it is not music, by YouTube’s own category.',
      'Thank you, but I cannot take this one: it is longer than a song.',
      'YouTube shows me no such video. It may be private or deleted, or a letter of the link is wrong.',
      'Somebody else had the same idea: this song is waiting for the moderators already.',
    ]);
    expect(await suggestions()).toHaveLength(1);
    expect(discord.messages(bot.channelId).filter(({ ephemeral }) => !ephemeral)).toHaveLength(1);
    expectQuiet(bot);
  });

  test('who has one link after another looked up has to wait a while, also after a restart', async () => {
    const { bot, propose, moderator } = await scene(await open());
    for (let n = 1; n <= 10; n += 1)
      expect((await propose(n)).content).toContain('YouTube shows me no such video.');
    await bot.restart({});
    const refused = await propose(11);
    expect(refused).toMatchObject({ ephemeral: true, content: expect.stringMatching(/^You are quick!/) });
    expect((await propose(11, moderator)).content).toContain('YouTube shows me no such video.');
  });

  test('without a key the song waits for moderators, who are told that nobody has looked at it', async () => {
    const { bot, propose, changed, privately, moderator, member, suggestions } = await scene(await open(), {
      youtube: undefined,
    });
    const message = await propose(1);
    expect(message.content).toBe(
      [
        `💡 <@${member.id}> suggests a song:`,
        `<https://www.youtube.com/watch?v=${videoId(1)}>`,
        '-# I have no YouTube key yet, so I have not looked it up.',
        '-# Moderators: I can take it into my collection as soon as I have a key. You can decline it now.',
      ].join('\n'),
    );
    bot.press(moderator, message, 'Accept');
    expect((await privately(moderator))[0]?.content).toBe(
      'I cannot look at songs on YouTube yet: the person who runs me has to give me a key for it first. Until then it waits.',
    );
    expect(await suggestions()).toMatchObject([{ status: 'waiting' }]);
    await bot.restart({ youtube: youtube.client });
    youtube.server.setVideos([{ id: videoId(1), title: 'Rain', channelTitle: 'Ada' }]);
    bot.press(moderator, message, 'Accept');
    const { content } = await changed(message, 'Accepted by');
    expect(content).toMatch(/^💡 .*\n\*\*Rain\*\* · Ada\nhttps:.*\n-# Licence: .*\n✅ Accepted by/);
    expectQuiet(bot);
  });

  test('in a server that decides nothing the message has no buttons, and says who will look at it', async () => {
    const { bot, propose, privately, moderator, suggestions } = await scene(await open());
    youtube.server.setVideos([{ id: videoId(1) }, { id: videoId(2) }]);
    const before = await propose(1);
    await bot.restart({ controlGuildIds: ['999999999999999999'] });
    const message = await propose(2);
    expect(message.components).toEqual([]);
    expect(message.content).toContain('\n-# The moderators of my home server will have a look at it.');
    // Nor do buttons from before: what the server may do is looked up anew.
    bot.press(moderator, before, 'Accept');
    expect((await privately(moderator))[0]?.content).toContain(
      'My song collection is shared by all servers, so moderators can decide on suggestions only in the servers my owner has chosen.',
    );
    expect(await suggestions()).toMatchObject([{ status: 'waiting' }, { status: 'waiting' }]);
  });

  test('a suggestion whose message Discord refuses is not taken down', async () => {
    const { bot, member, privately, suggestions } = await scene(await open());
    youtube.server.setVideos([{ id: videoId(1) }]);
    bot.playground.faults.next({ method: 'PATCH', path: /\/messages\/@original$/, status: 400 });
    await bot.command(member, 'suggest', { url: link(1) });
    expect((await privately(member))[0]?.content).toContain('Something went wrong on my side');
    expect(await suggestions()).toEqual([]);
  });

  test('where countries are blocked, the message says so', async () => {
    const { propose } = await scene(await open());
    youtube.server.setVideos([{ id: videoId(1), regionRestriction: { blocked: ['DE', 'JP'] } }]);
    expect((await propose(1)).content).toContain('Not available in Germany, Japan.');
  });

  test('a button that nobody knows any more says so, and an unknown suggestion’s too', async () => {
    const { bot, member, moderator, privately, discord } = await scene(await open());
    const row = (custom_id: string, label: string) => ({
      type: 1 as const,
      components: [{ type: 2 as const, style: 2 as const, label, custom_id }],
    });
    const message = discord.store.create(
      { channelId: bot.channelId, authorId: discord.bot.id, type: 0 },
      {
        content: 'old',
        components: [
          row('poll:1', 'no command'),
          row('mood:1', 'no press'),
          row('suggest:eat:1', 'no decision'),
          row('plain', 'no colon'),
          row('suggest:accept:7', 'no suggestion'),
        ],
      },
    );
    const view = discord.view(message);
    for (const [index, label] of ['no command', 'no press', 'no decision', 'no colon'].entries()) {
      bot.press(member, view, label);
      expect((await privately(member, index + 1))[index]?.content).toBe(
        'This button is from an earlier version of me and does nothing any more, sorry.',
      );
    }
    bot.press(moderator, view, 'no suggestion');
    expect((await privately(moderator))[0]?.content).toContain('This suggestion is gone');
    expect(bot.log.lines.filter((line) => line.level >= 40)).toEqual([]);
  });

  test('an error of ours is told to who pressed, with the id that the log has, and the message stays', async () => {
    const { bot, propose, privately, moderator, discord } = await scene(await open(), {
      predictSongs: () => Promise.reject(new Error('out of order')),
    });
    youtube.server.setVideos([{ id: videoId(1) }]);
    const message = await propose(1);
    bot.press(moderator, message, 'Accept');
    const [told] = await privately(moderator);
    const [failure] = await bot.log.waitFor('a command failed');
    expect(told?.content).toContain(`\`${failure?.errorId}\``);
    expect(failure?.command).toMatch(/^button suggest:accept:\d+$/);
    expect(discord.message(message.id)).toEqual(message);
  });
});

describeTwoProcesses('two bots with one token', (openTwice) => {
  test('act on a press once', async () => {
    const { database, other } = await openTwice();
    const { bot, propose, changed, privately, member, moderator } = await scene(database);
    youtube.server.setVideos([{ id: videoId(1) }, { id: videoId(2) }]);
    await bot.startAnother(other);
    for (const [index, button] of ['Accept', 'Decline'].entries()) {
      const message = await propose(index + 1);
      await bot.log.waitFor('another process answers this command', 2 * index + 1);
      bot.press(moderator, message, button);
      await changed(message, `by <@${moderator.id}>`);
      await bot.log.waitFor('another process answers this command', 2 * index + 2);
    }
    const waiting = await bot.log.waitFor('a suggestion was decided on');
    expect(waiting).toHaveLength(2);
    // What is turned down before either has taken it on is told once too.
    youtube.server.setVideos([{ id: videoId(3) }]);
    bot.press(member, await propose(3), 'Accept');
    await privately(member);
    await bot.log.waitFor('there was nothing left to answer');
    expect(await privately(member)).toHaveLength(1);
    expect(bot.log.lines.filter((line) => line.level >= 40)).toEqual([]);
  });
});
