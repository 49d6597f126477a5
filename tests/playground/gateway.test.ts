import { once } from 'node:events';
import { expect, test } from 'vitest';
import { connect, startPlayground } from './harness.ts';

test('a client whose connection was cut resumes and gets what it missed', async () => {
  const playground = await startPlayground();
  const { discord, gateway } = playground;
  const client = await connect(playground);
  const where = { memberId: discord.memberNamed('Ada').id, channelId: discord.channelNamed('music').id };
  const messageId = discord.say({ ...where, content: 'old' });

  gateway.drop();
  await discord.waitFor(() => !discord.botOnline);
  const missed = once(client, 'messageReactionAdd');
  const resumed = once(client, 'shardResume');
  discord.react({ memberId: where.memberId, messageId, emoji: '😌' });

  const [reaction, user] = await missed;
  expect(reaction.message.id).toBe(messageId);
  expect(user.id).toBe(where.memberId);
  await resumed;
  await discord.waitFor(() => discord.botOnline);
});

test('a session that was forgotten is refused, and the client identifies anew', {
  timeout: 20_000,
}, async () => {
  const playground = await startPlayground();
  const { discord, gateway } = playground;
  const client = await connect(playground);
  gateway.invalidateSessions();
  gateway.drop();
  const ready = once(client, 'shardReady');
  await ready;
  await discord.waitFor(() => discord.botOnline);

  const where = { memberId: discord.memberNamed('Ada').id, channelId: discord.channelNamed('music').id };
  const added = once(client, 'messageReactionAdd');
  discord.react({
    memberId: where.memberId,
    messageId: discord.say({ ...where, content: 'x' }),
    emoji: '😡',
  });
  await added;
});

test('a channel whose permissions change is announced', async () => {
  const playground = await startPlayground();
  const { discord } = playground;
  const client = await connect(playground);
  const channelId = discord.channelNamed('music').id;
  const updated = once(client, 'channelUpdate');
  discord.setBotPermissions(channelId, 1024n);
  const [, channel] = await updated;
  const me = await channel.guild.members.fetchMe();
  expect(channel.permissionsFor(me).toArray()).toEqual(['ViewChannel']);
});
