import { ApplicationCommandType } from 'discord.js';
import { expect, test } from 'vitest';
import { DiscordApiError } from '../../src/playground/state/discord-api-error.ts';
import { COMMANDS, connect, startPlayground, startWithBot } from './harness.ts';

test('overwriting keeps the ids of commands that keep their names, and forgets the others', async () => {
  const { client } = await startWithBot(async () => {});
  const before = await client.application.commands.fetch();
  const after = await client.application.commands.set([
    { name: 'mood', description: 'Changed' },
    { name: 'stats', description: 'New' },
  ]);
  const mood = after.find(({ name }) => name === 'mood');
  expect(mood?.id).toBe(before.find(({ name }) => name === 'mood')?.id);
  expect(mood?.description).toBe('Changed');
  const listed = await client.application.commands.fetch();
  expect(listed.map(({ name }) => name).sort()).toEqual(['mood', 'stats']);
});

test("the guild's own command goes before the global one of that name", async () => {
  const { client, discord } = await startWithBot(async () => {});
  await client.application.commands.set([{ name: 'mood', description: 'Ours' }], discord.guild.id);
  const offered = discord.offeredCommands(discord.memberNamed('Ada').id);
  expect(offered).toMatchObject([{ name: 'mood', description: 'Ours', guild_id: discord.guild.id }]);
});

test('one command can be created, edited and deleted', async () => {
  const { client } = await startWithBot(async () => {});
  const created = await client.application.commands.create({ name: 'why', description: 'Why' });
  const edited = await created.edit({ description: 'Why not' });
  expect(edited).toMatchObject({ id: created.id, description: 'Why not' });
  await created.delete();
  await expect(created.delete()).rejects.toMatchObject({ code: 10063 });
});

test('a command of messages is used on one and gets it', async () => {
  const seen: string[] = [];
  const { client, discord } = await startWithBot(async (interaction) => {
    if (!interaction.isMessageContextMenuCommand()) return;
    seen.push(interaction.targetMessage.content);
    await interaction.reply('labelled');
  });
  await client.application.commands.set([{ type: ApplicationCommandType.Message, name: 'Label this mood' }]);
  const memberId = discord.memberNamed('Ada').id;
  const messageId = discord.say({ memberId, channelId: discord.channelNamed('music').id, content: 'a song' });
  await discord.settled(discord.invokeOnMessage({ memberId, messageId, command: 'Label this mood' }));
  expect(seen).toEqual(['a song']);
});

const [mood] = COMMANDS;
const option = { type: 3, name: 'a', description: 'A' };
test.each([
  ['an upper case name', { name: 'Mood', description: 'x' }, '0.name'],
  ['a name of 33 letters', { name: 'm'.repeat(33), description: 'x' }, '0.name'],
  ['no description', { name: 'mood' }, '0.description'],
  ['a description of 101 letters', { name: 'mood', description: 'x'.repeat(101) }, '0.description'],
  ['26 choices', { ...mood, options: [{ ...option, choices: choices(26) }] }, '0.options[0].choices'],
  [
    'an optional option before a required one',
    { ...mood, options: [option, { ...option, name: 'b', required: true }] },
    '0.options',
  ],
  ['one option twice', { ...mood, options: [option, option] }, '0.options'],
  [
    '8,001 letters',
    {
      ...mood,
      options: Array.from({ length: 25 }, (_, at) => ({
        ...option,
        name: `o${at}`,
        choices: choices(25, 'x'.repeat(20)),
      })),
    },
    'Command exceeds maximum size (8000)',
  ],
])('a command with %s is refused', async (_, body, place) => {
  const playground = await startPlayground();
  const client = await connect(playground);
  const put = client.rest.put(`/applications/${client.application.id}/commands`, { body: [body] });
  await expect(put).rejects.toMatchObject({ code: 50035, message: expect.stringContaining(place) });
});

function choices(count: number, padding = '') {
  return Array.from({ length: count }, (_, at) => ({ name: `${padding}${at}`, value: `${at}` }));
}

test('options may have any name, also those that every object knows', async () => {
  const { client, discord } = await startWithBot(async () => {});
  const options = [{ type: 3 as const, name: 'constructor', description: 'x', required: true }];
  await client.application.commands.set([{ name: 'set', description: 'Set', options }]);
  const ask = {
    memberId: discord.memberNamed('Ada').id,
    channelId: discord.channelNamed('music').id,
    command: 'set',
  };
  const refused = (given: string) => {
    try {
      discord.invoke({ ...ask, options: JSON.parse(given) });
    } catch (error) {
      if (error instanceof DiscordApiError) return JSON.stringify(error.toBody().errors);
      throw error;
    }
    return 'nothing was refused';
  };
  expect(refused('{}')).toMatch(/^{"options":{"constructor":{"_errors":\[.*"This option is required"/);
  expect(refused('{"__proto__":"x"}')).toMatch(/^{"options":{"__proto__":{"_errors":\[.*no such option/);
  for (const shared of [Object, Object.prototype]) expect(Object.hasOwn(shared, '_errors')).toBe(false);
});
