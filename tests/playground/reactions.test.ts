import { once } from 'node:events';
import { MessageFlags, PermissionFlagsBits, type TextChannel } from 'discord.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocalDiscord } from '../../src/playground/state/local-discord.ts';
import { connect, fakeClock, moodChill, startPlayground, startWithBot } from './harness.ts';

/** A playground with a message that the client has never seen, so that events about it arrive as partials. */
async function withOldMessage() {
  const playground = await startPlayground();
  const { discord } = playground;
  const [ada, kofi] = [discord.memberNamed('Ada').id, discord.memberNamed('Kofi').id];
  const channelId = discord.channelNamed('music').id;
  const messageId = discord.say({ memberId: ada, channelId, content: 'old' });
  const client = await connect(playground);
  return { ...playground, client, ada, kofi, channelId, messageId };
}

test('reactions of members on an unknown message arrive with who and what', async () => {
  const { client, discord, ada, kofi, messageId, channelId } = await withOldMessage();
  const added = once(client, 'messageReactionAdd');
  discord.react({ memberId: kofi, messageId, emoji: '😌' });
  const [reaction, user, details] = await added;
  expect(reaction.message).toMatchObject({ id: messageId, channelId, partial: true });
  expect(reaction.emoji.name).toBe('😌');
  expect(user).toMatchObject({ id: kofi, bot: false, username: 'kofi' });
  expect(details).toEqual({ type: 0, burst: false });

  const removed = once(client, 'messageReactionRemove');
  discord.unreact({ memberId: kofi, messageId, emoji: '😌' });
  expect((await removed)[1].id).toBe(kofi);

  discord.react({ memberId: ada, messageId, emoji: '😡' });
  discord.react({ memberId: kofi, messageId, emoji: '😄' });
  const emojiGone = once(client, 'messageReactionRemoveEmoji');
  discord.clearEmoji(messageId, '😡');
  expect((await emojiGone)[0].emoji.name).toBe('😡');
  const allGone = once(client, 'messageReactionRemoveAll');
  discord.clearReactions(messageId);
  expect((await allGone)[0].id).toBe(messageId);
  expect(discord.message(messageId)?.reactions).toEqual([]);
});

test('the bot reacts, reads who reacted page by page, and takes its reaction back', async () => {
  const { client, discord, ada, kofi, channelId, messageId } = await withOldMessage();
  const channel = client.channels.cache.get(channelId) as TextChannel;
  const message = await channel.messages.fetch(messageId);
  await message.react('😌');
  for (const memberId of [kofi, ada]) discord.react({ memberId, messageId, emoji: '😌' });
  expect(discord.message(messageId, ada)?.reactions).toEqual([
    { emoji: '😌', count: 3, mine: true, memberIds: [discord.bot.id, kofi, ada] },
  ]);

  const fresh = await message.fetch(true);
  const reaction = fresh.reactions.cache.get('😌');
  expect(reaction).toMatchObject({ count: 3, me: true });
  const first = await reaction?.users.fetch({ limit: 2 });
  expect(first?.map(({ id }) => id)).toEqual([discord.bot.id, ada]);
  const rest = await reaction?.users.fetch({ limit: 2, after: ada });
  expect(rest?.map(({ id }) => id)).toEqual([kofi]);

  await reaction?.users.remove();
  expect(discord.message(messageId)?.reactions[0]?.count).toBe(2);
  await expect(reaction?.users.remove(ada)).rejects.toMatchObject({ code: 50013 });
  discord.setBotPermissions(
    channelId,
    discord.botPermissions(channelId) | PermissionFlagsBits.ManageMessages,
  );
  await reaction?.remove();
  expect(discord.message(messageId)?.reactions).toEqual([]);
});

test('limits: twenty emoji, real emoji, permissions, and no reactions on ephemeral messages', async () => {
  const { client, discord, channelId, messageId } = await withOldMessage();
  const message = await (client.channels.cache.get(channelId) as TextChannel).messages.fetch(messageId);
  await expect(message.react('nonsense:123456789012345678')).rejects.toMatchObject({ code: 10014 });
  const animals = [
    '🐶',
    '🐱',
    '🐭',
    '🐹',
    '🐰',
    '🦊',
    '🐻',
    '🐼',
    '🐨',
    '🐯',
    '🦁',
    '🐮',
    '🐷',
    '🐸',
    '🐵',
    '🐔',
    '🐧',
    '🐦',
    '🐤',
    '🦆',
  ];
  for (const emoji of animals) discord.react({ memberId: discord.memberNamed('Ada').id, messageId, emoji });
  await expect(message.react('🦉')).rejects.toMatchObject({ code: 30010 });
  await message.react('🐶');

  discord.setBotPermissions(
    channelId,
    PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory,
  );
  await message.react('🐱');
  discord.clearReactions(messageId);
  await expect(message.react('🐶')).rejects.toMatchObject({ code: 50013 });
});

test('an ephemeral answer cannot be reacted to', async () => {
  const codes: number[] = [];
  const playground = await startWithBot(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const response = await interaction.reply({
      content: 'x',
      flags: MessageFlags.Ephemeral,
      withResponse: true,
    });
    await response.resource?.message?.react('😌').catch((error) => codes.push(error.code));
  });
  await moodChill(playground);
  await expect.poll(() => codes).toEqual([10008]);
  const { discord } = playground;
  const memberId = discord.memberNamed('Ada').id;
  const messageId = discord.messages(discord.channelNamed('music').id, memberId)[0]?.id ?? '';
  expect(() => discord.react({ memberId, messageId, emoji: '😌' })).toThrow(
    expect.objectContaining({ code: 10008 }),
  );
});

test('whatever members do, a message counts each of them once for each emoji', () => {
  const emoji = fc.constantFrom('😄', '😍', '😢');
  const member = fc.constantFrom('Robin', 'Ada', 'Kofi');
  const step = fc.record({ on: fc.boolean(), emoji, member });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const discord = new LocalDiscord({ now: fakeClock().now });
      const channelId = discord.channelNamed('music').id;
      const messageId = discord.say({ memberId: discord.memberNamed('Ada').id, channelId, content: 'x' });
      let events = 0;
      discord.bus.listen(({ type }) => {
        if (type === 'reactionAdd') events += 1;
        if (type === 'reactionRemove') events -= 1;
      });
      const expected = new Set<string>();
      for (const { on, emoji, member } of steps) {
        const reaction = { memberId: discord.memberNamed(member).id, messageId, emoji };
        if (on) discord.react(reaction);
        else discord.unreact(reaction);
        expected[on ? 'add' : 'delete'](`${emoji} ${reaction.memberId}`);
      }
      const found = discord
        .message(messageId)
        ?.reactions.flatMap(({ emoji, memberIds }) => memberIds.map((id) => `${emoji} ${id}`));
      expect(found?.sort()).toEqual([...expected].sort());
      expect(events).toBe(expected.size);
      expect(discord.message(messageId)?.reactions.every(({ count }) => count > 0)).toBe(true);
    }),
  );
});
