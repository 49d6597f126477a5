import { once } from 'node:events';
import { Client, GatewayIntentBits, PermissionFlagsBits } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { INVITE_PERMISSIONS } from '../../src/discord/permissions.ts';
import { BOT_PERMISSIONS } from '../../src/playground/state/world.ts';
import { COMMANDS, connect, moodChill, type Started, startPlayground } from './harness.ts';

test('a discord.js client logs in and sees the guild as Discord describes it', async () => {
  const playground = await startPlayground();
  const client = await connect(playground);
  const guild = client.guilds.cache.get(playground.discord.guild.id);

  expect(guild?.name).toBe('Moodring Lounge');
  expect(guild?.channels.cache.map(({ name }) => name)).toEqual(['music', 'chill-corner']);
  expect(guild?.members.me?.permissions.has(PermissionFlagsBits.AddReactions)).toBe(true);
  expect(client.user.bot).toBe(true);
  expect(client.application.id).toBe(playground.discord.bot.id);
  expect(playground.discord.botOnline).toBe(true);

  const application = await client.application.fetch();
  expect(application.name).toBe('Moodring');
  const robin = await guild?.members.fetch(playground.discord.memberNamed('Robin').id);
  expect(robin?.permissions.has(PermissionFlagsBits.ManageGuild)).toBe(true);
});

test('the bot may do what its invitation asks for and nothing else', async () => {
  const playground = await startPlayground();
  const client = await connect(playground);
  const guild = client.guilds.cache.get(playground.discord.guild.id);
  expect(BOT_PERMISSIONS).toBe(274_879_073_344n);
  expect(BOT_PERMISSIONS).toBe(INVITE_PERMISSIONS);
  for (const channel of guild?.channels.cache.values() ?? []) {
    expect(channel.permissionsFor(client.user)?.bitfield).toBe(BOT_PERMISSIONS);
  }
});

test('a wrong token is refused', async () => {
  const { apiUrl } = await startPlayground();
  const client = new Client({ intents: [], rest: { api: apiUrl } });
  onTestFinished(() => client.destroy());
  await expect(client.login('MTE4.wrong.token')).rejects.toMatchObject({ code: 'TokenInvalid' });
});

test('bots are told of messages only with the intent, and of their text only as Discord allows', async () => {
  const playground = await startPlayground();
  const { discord } = playground;
  const client = await connect(playground, [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages]);
  const place = { memberId: discord.memberNamed('Ada').id, channelId: discord.channelNamed('music').id };

  const created = once(client, 'messageCreate');
  discord.say({ ...place, content: 'private thoughts' });
  const [message] = await created;
  expect(message.content).toBe('');

  const addressed = once(client, 'messageCreate');
  discord.say({ ...place, content: `hello <@${discord.bot.id}>` });
  const [other] = await addressed;
  expect(other.content).toBe(`hello <@${discord.bot.id}>`);
});

test('bots are not told of ephemeral messages', async () => {
  const playground = await startPlayground();
  const { discord } = playground;
  const client = await connect(playground, [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages]);
  await client.application.commands.set(COMMANDS);
  client.on('interactionCreate', async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply({ content: 'secret', flags: 64 });
  });
  const heard: string[] = [];
  client.on('messageCreate', ({ content }) => heard.push(content));
  await moodChill(playground);
  const last = once(client, 'messageCreate');
  const channelId = discord.channelNamed('music').id;
  discord.say({ memberId: discord.memberNamed('Ada').id, channelId, content: `<@${discord.bot.id}>` });
  await last;
  expect(heard).toEqual([`<@${discord.bot.id}>`]);
});

/** Opens a bare connection and gives the close code that some packets lead to. */
async function closeCode({ url }: Started, packets: readonly (object | string)[]): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}gateway?v=10&encoding=json`);
  await once(socket, 'open');
  for (const packet of packets) socket.send(typeof packet === 'string' ? packet : JSON.stringify(packet));
  const [code] = await once(socket, 'close');
  return code;
}

test('the gateway closes with the code of each mistake', async () => {
  const playground = await startPlayground();
  const identify = (intents: number, token = playground.token) => ({
    op: 2,
    d: { token, intents, properties: {} },
  });
  expect(await closeCode(playground, [identify(0, 'wrong')])).toBe(4004);
  expect(await closeCode(playground, [identify(GatewayIntentBits.MessageContent)])).toBe(4014);
  expect(await closeCode(playground, [identify(1), identify(1)])).toBe(4005);
  expect(await closeCode(playground, [{ op: 99, d: null }])).toBe(4001);
  expect(await closeCode(playground, ['{'])).toBe(4002);
  expect(await closeCode(playground, [{ op: 3, d: {} }])).toBe(4003);
  expect(await closeCode(playground, [{ op: 6, d: { token: 'wrong', session_id: 'x', seq: 1 } }])).toBe(4004);
});

test('a gateway page in a browser of another site gets no connection', async () => {
  const { url } = await startPlayground();
  const socket = new WebSocket(`${url.replace('http', 'ws')}gateway`, { origin: 'https://evil.example' });
  const [error] = await once(socket, 'error');
  expect(error.message).toContain('403');
});
