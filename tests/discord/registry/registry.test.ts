import { afterEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import type { Command } from '../../../src/discord/command.ts';
import { useEmbedded } from '../../support/databases.ts';
import { type LightBot, startLightBot } from '../../support/light-bot.ts';
import { createOpenApiValidator } from '../../support/openapi.ts';

const validator = await createOpenApiValidator();
const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

const GUILD = '990000000000000001';
const CONTROL = COMMANDS.filter(({ control }) => control).map(({ declaration: { name } }) => name);

async function scene(commands?: readonly Command[]) {
  const started = await startLightBot(await open(), commands === undefined ? {} : { commands });
  bot = started;
  const { discord, requests } = started.playground;
  const namesIn = (guildId?: string) =>
    discord.commands
      .list({ applicationId: discord.bot.id, ...(guildId !== undefined && { guildId }) })
      .map(({ name }) => name);
  const puts = () => requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands'));
  const join = () =>
    discord.places.join({ id: GUILD, name: 'Later', ownerId: started.moderator.id, moderatorIds: [] });
  return { bot: started, discord, namesIn, puts, join };
}

describe('commands of control servers', () => {
  test('come with an invitation after the start, and again after a kick', async () => {
    const { bot, discord, namesIn, join } = await scene();
    await bot.restart({ controlGuildIds: [GUILD] });
    for (const times of [1, 2]) {
      join();
      await discord.waitFor(() => namesIn(GUILD).length > 0);
      expect(namesIn(GUILD)).toEqual(CONTROL);
      await bot.log.waitFor('the commands of a server were looked at', times);
      discord.kickBot(GUILD);
      await bot.log.waitFor('a server has removed the bot', times);
    }
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
  });

  test('come with the next start where the bot was kicked and invited while it was away', async () => {
    const { bot, discord, namesIn, puts, join } = await scene();
    join();
    await bot.restart({ controlGuildIds: [GUILD] });
    expect(namesIn(GUILD)).toEqual(CONTROL);
    discord.kickBot(GUILD);
    await bot.log.waitFor('a server has removed the bot');
    discord.commands.overwrite({ applicationId: discord.bot.id, guildId: GUILD }, []);
    join();
    await bot.restart({ controlGuildIds: [GUILD] });
    expect(namesIn(GUILD)).toEqual(CONTROL);
    // Nothing is sent where Discord has it all.
    const before = puts().length;
    await bot.restart({ controlGuildIds: [GUILD] });
    expect(puts()).toHaveLength(before);
  });

  test('go when it is no control server any more', async () => {
    const { bot, namesIn, join } = await scene();
    join();
    await bot.restart({ controlGuildIds: [GUILD] });
    await bot.restart();
    expect(namesIn(GUILD)).toEqual([]);
    expect(namesIn()).toEqual(COMMANDS.map(({ declaration: { name } }) => name));
  });
});

describe('a command that Discord refuses', () => {
  const withFault = (name: string, change: object): Command[] =>
    COMMANDS.map((command) =>
      command.declaration.name === name
        ? ({ ...command, declaration: { ...command.declaration, ...change } } as Command)
        : command,
    );

  test('does not stop the start: it is left out, and named in the log and by /doctor', async () => {
    const { bot, namesIn, puts } = await scene(withFault('song', { description: 'x'.repeat(101) }));
    const others = COMMANDS.map(({ declaration: { name } }) => name).filter((name) => name !== 'song');
    expect(namesIn()).toEqual(others);
    const [line] = await bot.log.waitFor('Discord refuses a part of the commands; it is left out');
    expect(line).toMatchObject({ scope: '', what: '/song', reason: 'Must be 100 or fewer in length.' });
    const { content } = await bot.answer(bot.moderator, 'doctor');
    expect(content).toMatch(/⚠️ \*\*Commands\*\* Discord refuses these, .*: \/song \(Must be 100/);
    // The next start finds the rest there, and adds nothing.
    const before = bot.playground.discord.commands.list({ applicationId: bot.playground.discord.bot.id });
    await bot.restart();
    expect(bot.playground.discord.commands.list({ applicationId: bot.playground.discord.bot.id })).toEqual(
      before,
    );
    expect(puts().map(({ status }) => status)).toEqual([400, 200, 400]);
  });

  test('in one language loses that language only', async () => {
    const texts = { de: 'lied', xx: 'song', fr: 'Chanson !' };
    const { bot, discord, namesIn } = await scene(withFault('song', { name_localizations: texts }));
    expect(namesIn()).toHaveLength(COMMANDS.length);
    const song = discord.commands.find('song');
    expect(song?.name_localizations).toEqual({ de: 'lied' });
    const lines = await bot.log.waitFor('Discord refuses a part of the commands; it is left out', 2);
    expect(lines.map(({ what }) => what).toSorted()).toEqual(['/song name in fr', '/song name in xx']);
  });

  test('as a whole set, without a word on which, leaves what Discord has and lets the bot start', async () => {
    const { bot, namesIn } = await scene([...COMMANDS, ...COMMANDS.slice(0, 1)]);
    expect(namesIn()).toEqual([]);
    await bot.log.waitFor('the commands could not be registered');
    await bot.log.waitFor('logged in to Discord');
  });
});
