import { ChannelType, PermissionFlagsBits as P } from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import { INVITE_PERMISSIONS } from '../../src/discord/permissions.ts';
import { useEmbedded } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';

const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

const PLACE = '990000000000000011';

async function scene(type: ChannelType) {
  const database = await open();
  const ids = await addSongs(database.db, 10);
  await addModel(database.db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
  const started = await startLightBot(database);
  bot = started;
  const { discord } = started.playground;
  const [parent] = discord.channels;
  const isThread = ![ChannelType.GuildVoice, ChannelType.GuildStageVoice].includes(type);
  discord.places.addChannel({
    id: PLACE,
    name: 'a place',
    topic: '',
    type,
    ...(isThread && parent && { parentId: parent.id }),
  });
  const use = (command: string, options = {}, who = started.moderator) =>
    discord.settled(
      discord.invoke({ memberId: who.id, channelId: PLACE, command, options, force: true }),
      20_000,
    );
  const privately = () =>
    discord.messages(PLACE, started.moderator.id).filter((one) => one.ephemeral && one.content !== '');
  const cards = () => discord.messages(PLACE).filter((one) => !one.ephemeral);
  const requests = (path: RegExp) => started.playground.requests.filter((one) => path.test(one.path));
  const errors = () => started.log.lines.filter(({ level }) => level >= 50);
  return { bot: started, db: database.db, discord, use, privately, cards, requests, errors };
}

const THREADS = [ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread];
const VOICES = [ChannelType.GuildVoice, ChannelType.GuildStageVoice];

describe('threads and forum posts', () => {
  test.each(THREADS)('kind %i: songs need Send Messages in Threads, and not Send Messages', async (type) => {
    const { discord, use, privately, cards } = await scene(type);
    discord.setBotPermissions(PLACE, INVITE_PERMISSIONS & ~(P.SendMessages | P.Connect));
    await use('mood', { mood: 'chill', count: 2 });
    await discord.waitFor(
      () => cards().length === 2 && cards().every((one) => one.reactions.length === 6),
      20_000,
    );
    expect(privately()).toEqual([]);
    discord.setBotPermissions(PLACE, INVITE_PERMISSIONS & ~P.SendMessagesInThreads);
    await use('mood', { mood: 'chill', count: 2 });
    const hint = await discord.waitFor(() => privately()[0]);
    expect(hint.content).toContain('**Send Messages in Threads** (to show songs in threads and forum posts)');
    expect(hint.content).not.toContain('**Send Messages**');
    expect(cards()).toHaveLength(4);
  });

  test('/doctor looks at what matters there', async () => {
    const { discord, use, privately } = await scene(ChannelType.PublicThread);
    discord.setBotPermissions(PLACE, INVITE_PERMISSIONS & ~(P.SendMessages | P.SendMessagesInThreads));
    await use('doctor');
    const told = (await discord.waitFor(() => privately()[0])).content;
    expect(told).toContain('❌ I lack **Send Messages in Threads**');
    expect(told).not.toMatch(/Send Messages(?! in Threads)|Connect/);
  });

  test.each(['archived', 'locked'] as const)(
    'an %s one is given up after one refusal, without a word of error',
    async (how) => {
      const { bot, discord, use, cards, requests, errors } = await scene(ChannelType.PublicThread);
      const close = discord.bus.listen((event) => {
        // As soon as the song is there, before its emoji.
        if (event.type !== 'messageUpdate') return;
        close();
        discord.places.setThread(PLACE, { archived: how === 'archived', locked: how === 'locked' });
      });
      await use('mood', { mood: 'chill' });
      await bot.log.waitFor('the thread was closed before the emoji of a card were all there');
      expect(cards()[0]?.reactions).toEqual([]);
      expect(requests(/\/reactions\//)).toHaveLength(1);
      expect(errors()).toEqual([]);
    },
  );

  test('further songs are let be once it is locked, and nothing is remembered as shown', async () => {
    const { bot, db, discord, use, cards, requests, errors } = await scene(ChannelType.PublicThread);
    const close = discord.bus.listen((event) => {
      if (event.type !== 'messageUpdate') return;
      close();
      discord.places.setThread(PLACE, { archived: true, locked: true });
    });
    await use('mood', { mood: 'chill', count: 5 });
    await bot.log.waitFor('the thread was closed before all songs were shown');
    await bot.log.waitFor('the thread was closed before the emoji of a card were all there');
    expect(cards()).toHaveLength(1);
    expect(requests(/^\/channels\/\d+\/messages$/)).toHaveLength(1);
    expect(requests(/^\/webhooks\/\d+\/[^/]+$/)).toHaveLength(0);
    expect(await db.selectFrom('cards').select('message_id').execute()).toEqual([
      { message_id: cards()[0]?.id },
    ]);
    expect(errors()).toEqual([]);
  });

  test('a command in a locked one is let be after one refusal', async () => {
    const { bot, discord, use, requests, errors } = await scene(ChannelType.PublicThread);
    discord.places.setThread(PLACE, { archived: true, locked: true });
    discord.invoke({
      memberId: bot.member.id,
      channelId: PLACE,
      command: 'song',
      options: { song: 'x' },
      force: true,
    });
    await bot.log.waitFor('there was nothing left to answer');
    discord.places.setThread(PLACE, { archived: false, locked: false });
    // Whatever else would come of it comes before this answer.
    await use('song', { song: 'Song 1' });
    expect(requests(/\/callback$/)).toHaveLength(2);
    expect(errors()).toEqual([]);
  });
});

describe('the chat of voice and stage channels', () => {
  test.each(VOICES)('kind %i: needs Connect', async (type) => {
    const { discord, use, privately, cards } = await scene(type);
    await use('mood', { mood: 'chill', count: 2 });
    await discord.waitFor(
      () => cards().length === 2 && cards().every((one) => one.reactions.length === 6),
      20_000,
    );
    expect(privately()).toEqual([]);
    discord.setBotPermissions(PLACE, INVITE_PERMISSIONS & ~P.Connect);
    await use('mood', { mood: 'chill', count: 2 });
    const hint = await discord.waitFor(() => privately()[0]);
    expect(hint.content).toContain('**Connect** (to use the chat of voice channels)');
    expect(cards()).toHaveLength(4);
    await use('doctor');
    const told = (await discord.waitFor(() => privately()[1])).content;
    expect(told).toContain('❌ I lack **Connect**');
    expect(told).toContain('Send Messages,');
  });
});
