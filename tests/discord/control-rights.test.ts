import { afterEach, describe, expect, test } from 'vitest';
import type { Member } from '../../src/playground/state/types.ts';
import { useEmbedded } from '../support/databases.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';

const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

const STRANGERS = '990000000000000001';
const STRANGERS_CHANNEL = '990000000000000002';

async function scene() {
  const database = await open();
  const started = await startLightBot(database);
  bot = started;
  const { discord } = started.playground;
  const [ada, kofi] = ['Ada', 'Kofi'].map((name) => discord.memberNamed(name)) as [Member, Member];
  /** Ada owns and moderates a server of her own, and somebody invites the bot there. */
  const invite = async () => {
    const channel = { id: STRANGERS_CHANNEL, name: 'their-channel', topic: '', guildId: STRANGERS };
    discord.places.addChannel(channel);
    discord.places.join({ id: STRANGERS, name: 'Strangers', ownerId: ada.id, moderatorIds: [ada.id] });
    await started.log.waitFor('a server has invited the bot');
  };
  /** What the bot answers to a command, to the member alone or to everybody. */
  const ask = async (who: Member, channelId: string, command: string, options = {}) => {
    const id = discord.invoke({ memberId: who.id, channelId, command, options, force: true });
    const { originalId = '' } = await discord.settled(id, 20_000);
    return discord.waitFor(() => {
      const content = discord.message(originalId)?.content;
      if (content !== undefined) return content === '' ? undefined : content;
      // A public "thinking…" is taken away before a private word.
      return discord.messages(channelId, who.id).findLast(({ ephemeral }) => ephemeral)?.content;
    }, 20_000);
  };
  return {
    bot: started,
    database,
    discord,
    robin: started.moderator,
    ada,
    kofi,
    invite,
    ask,
    home: started.channelId,
  };
}

const NOT_OWNED = /only my owner, and moderators of my owner’s own servers, can/;

describe('control without CONTROL_GUILD_IDS', () => {
  test('in its only server the moderators have it', async () => {
    const { robin, ask, home } = await scene();
    expect(await ask(robin, home, 'sources list')).not.toMatch(NOT_OWNED);
  });

  test('a stranger’s moderator who invites the bot gets none, and the owner’s servers keep it', async () => {
    const { bot, discord, robin, ada, kofi, invite, ask, home } = await scene();
    await invite();
    for (const command of [
      'retrain',
      'sources list',
      'sources remove',
      'ingest now',
      'model rollback',
      'model report',
    ]) {
      expect(await ask(ada, STRANGERS_CHANNEL, command, { source: '1' })).toMatch(NOT_OWNED);
    }
    expect(await ask(robin, home, 'sources list')).not.toMatch(NOT_OWNED);
    // The application's owner has it everywhere, without being a moderator there.
    expect(await ask(robin, STRANGERS_CHANNEL, 'sources list')).not.toMatch(NOT_OWNED);
    expect(await ask(kofi, home, 'sources list')).toMatch(/^Only members who may manage this server can/);
    expect(await ask(ada, STRANGERS_CHANNEL, 'doctor')).not.toContain('How I am doing');
    expect(await ask(robin, STRANGERS_CHANNEL, 'doctor')).toContain('How I am doing');
    // Servers leave, too.
    discord.kickBot(STRANGERS);
    discord.owner = { userId: ada.id };
    await bot.log.waitFor('a server has removed the bot');
    expect(await ask(robin, home, 'sources list')).not.toMatch(NOT_OWNED);
  });

  test('choices and buttons follow the same decision', async () => {
    const { bot, database, discord, robin, ada, invite } = await scene();
    const values = { kind: 'search', query: 'calm rain' } as const;
    await database.db.insertInto('sources').values(values).execute();
    await invite();
    const choices = async (who: Member) => {
      const asked = { memberId: who.id, channelId: STRANGERS_CHANNEL, command: 'sources remove' };
      const id = discord.autocomplete({ ...asked, options: { source: '' }, focused: 'source' });
      return (await discord.settled(id)).choices;
    };
    expect(await choices(ada)).toEqual([]);
    expect(await choices(robin)).toHaveLength(1);
    const place = { channelId: STRANGERS_CHANNEL, authorId: discord.bot.id, type: 0 };
    for (const customId of ['suggest:accept:1', 'sources:accept:1']) {
      const button = { type: 2, style: 3, label: 'Accept', custom_id: customId };
      const body = { content: 'Shall I?', components: [{ type: 1, components: [button] }] };
      const { id } = discord.store.create(place, body as never);
      await discord.settled(discord.click({ memberId: ada.id, messageId: id, customId }));
    }
    const refusals = discord.messages(STRANGERS_CHANNEL, ada.id).filter(({ ephemeral }) => ephemeral);
    expect(refusals.map(({ content }) => content)).toEqual([
      expect.stringMatching(NOT_OWNED),
      expect.stringMatching(NOT_OWNED),
    ]);
    expect(bot.log.lines.filter(({ level }) => level >= 50)).toEqual([]);
  });

  test('a team’s members count, but not who was only invited to it or may only look', async () => {
    const { bot, discord, robin, ada, kofi, invite, ask } = await scene();
    const [mei, sofia] = ['Mei', 'Sofía'].map((name) => discord.memberNamed(name)) as [Member, Member];
    discord.owner = {
      team: [
        { userId: robin.id, role: 'admin', state: 2 },
        { userId: kofi.id, role: 'developer', state: 2 },
        { userId: mei.id, role: 'developer', state: 1 },
        { userId: sofia.id, role: 'read_only', state: 2 },
      ],
    };
    await bot.restart();
    await invite();
    expect(await ask(kofi, STRANGERS_CHANNEL, 'sources list')).not.toMatch(NOT_OWNED);
    for (const who of [mei, sofia, ada]) {
      expect(await ask(who, STRANGERS_CHANNEL, 'sources list')).toMatch(NOT_OWNED);
    }
  });

  test('while Discord does not tell the owner, nobody has it in several servers, and it is asked again', async () => {
    let time = Date.now();
    const started = await startLightBot(await open(), { now: () => new Date(time) });
    bot = started;
    const { faults, discord } = started.playground;
    faults.next({ method: 'GET', path: /^\/applications\/@me$/, status: 404, times: 1 });
    discord.places.join({ id: STRANGERS, name: 'Strangers', ownerId: discord.memberNamed('Ada').id });
    await started.restart();
    const list = async () => (await started.answer(started.moderator, 'sources list')).content;
    expect(await list()).toMatch(NOT_OWNED);
    time += 2 * 60_000;
    expect(await list()).toMatch(NOT_OWNED);
    await discord.waitFor(
      () =>
        started.playground.requests.filter(
          (one) => one.path === '/applications/@me' && one.status === 200,
        )[1],
    );
    expect(await list()).not.toMatch(NOT_OWNED);
  });

  test('start and /doctor say who has it, and how to choose', async () => {
    const { bot, discord, robin, ask, home, invite } = await scene();
    await invite();
    expect(bot.log.lines).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining('I am in 2 servers') }),
    );
    const told = await ask(robin, home, 'doctor');
    expect(told).toMatch(
      /⚠️ \*\*Who may change what all servers share\*\* I am in 2 servers and CONTROL\\_GUILD\\_IDS is empty/,
    );
    expect(told).toContain(`such as ${discord.guild.id}.`);
    const before = bot.log.lines.length;
    await bot.restart();
    expect(bot.log.lines.slice(before)).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining('Set CONTROL_GUILD_IDS') }),
    );
    await bot.restart({ controlGuildIds: [discord.guild.id] });
    expect(await ask(robin, home, 'doctor')).not.toContain('Who may change what all servers share');
  });
});
