import { ComponentType, MessageFlags } from 'discord.js';
import { expect, test } from 'vitest';
import { fakeClock, moodChill, startPlayground, startWithBot } from './harness.ts';

test('a deferred answer is loading until it is edited, and follow-ups can be for one member only', async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const playground = await startWithBot(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    await gate;
    await interaction.editReply(`for you: ${interaction.options.getString('mood')}`);
    await interaction.followUp({ content: 'psst', flags: MessageFlags.Ephemeral });
  });
  const { discord } = playground;
  const [ada, kofi, music] = [
    discord.memberNamed('Ada').id,
    discord.memberNamed('Kofi').id,
    discord.channelNamed('music').id,
  ];
  discord.invoke({ memberId: ada, channelId: music, command: 'mood', options: { mood: 'chill' } });

  const loading = await discord.waitFor(() => discord.messages(music).find((message) => message.loading));
  expect(loading.origin).toMatchObject({ command: true, name: 'mood mood:chill', member: { name: 'Ada' } });
  release();
  await discord.waitFor(() => discord.messages(music, ada).length === 2);

  const [answer, whisper] = discord.messages(music, ada);
  expect(answer).toMatchObject({ id: loading.id, content: 'for you: chill', loading: false, editedAt: null });
  expect(whisper).toMatchObject({ content: 'psst', ephemeral: true });
  expect(discord.messages(music, kofi).map(({ content }) => content)).toEqual(['for you: chill']);
});

test('withResponse gives the message of the first answer', async () => {
  const seen: unknown[] = [];
  const playground = await startWithBot(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const response = await interaction.reply({ content: 'hi', withResponse: true });
    seen.push(response.interaction.id, response.resource?.message?.content);
    seen.push((await interaction.fetchReply()).content);
    await interaction.deleteReply();
  });
  const id = await moodChill(playground);
  const music = playground.discord.channelNamed('music').id;
  await playground.discord.waitFor(
    () => seen.length === 3 && playground.discord.messages(music).length === 0,
  );
  expect(seen).toEqual([id, 'hi', 'hi']);
});

test('the first follow-up after a mere deferral becomes the deferred answer', async () => {
  const playground = await startWithBot(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    await interaction.followUp('here');
  });
  await moodChill(playground);
  const messages = playground.discord.messages(playground.discord.channelNamed('music').id);
  expect(messages).toMatchObject([{ content: 'here', loading: false }]);
});

test('an answer after three seconds is refused and the interaction has failed', async () => {
  const clock = fakeClock();
  const failure: { code?: number } = {};
  const playground = await startWithBot(
    async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      clock.advance(3_000);
      await interaction.reply('too late').catch((error) => Object.assign(failure, { code: error.code }));
    },
    { now: clock.now },
  );
  const id = await moodChill(playground);
  expect(playground.discord.interaction(id)?.state).toBe('failed');
  await playground.discord.waitFor(() => playground.requests.some(({ path }) => path.endsWith('/callback')));
  await expect.poll(() => failure.code).toBe(10062);
});

test('a second answer is refused with 40060, a token of fifteen minutes with 50027', async () => {
  const clock = fakeClock();
  const codes: number[] = [];
  const playground = await startWithBot(
    async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const { rest } = interaction.client;
      await rest
        .patch(`/webhooks/${interaction.applicationId}/${interaction.token}/messages/@original`, {
          body: { content: 'early' },
          auth: false,
        })
        .catch((error) => codes.push(error.code));
      await interaction.reply('one');
      const callback = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
      const body = { type: 4, data: { content: 'two' } };
      await rest.post(callback, { body, auth: false }).catch((error) => codes.push(error.code));
      clock.advance(15 * 60_000);
      await interaction.editReply('three').catch((error) => codes.push(error.code));
    },
    { now: clock.now },
  );
  await moodChill(playground);
  await expect.poll(() => codes).toEqual([10015, 40060, 50027]);
});

test('members are only offered, and can only use, what their permissions allow', async () => {
  const used: string[] = [];
  const { discord } = await startWithBot(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    used.push(`${interaction.user.globalName} ${interaction.memberPermissions?.has('ManageGuild')}`);
    await interaction.reply('done');
  });
  const [ada, robin] = [discord.memberNamed('Ada').id, discord.memberNamed('Robin').id];
  const retrain = { channelId: discord.channelNamed('music').id, command: 'retrain' };
  expect(discord.offeredCommands(ada).map(({ name }) => name)).toEqual(['mood']);
  expect(discord.offeredCommands(robin).map(({ name }) => name)).toEqual(['mood', 'retrain']);
  expect(() => discord.invoke({ ...retrain, memberId: ada })).toThrow(
    expect.objectContaining({ code: 50013 }),
  );

  await discord.settled(discord.invoke({ ...retrain, memberId: robin }));
  await discord.settled(discord.invoke({ ...retrain, memberId: ada, force: true }));
  expect(used).toEqual(['Robin true', 'Ada false']);
});

test.each([
  [{}, 'mood'],
  [{ mood: 'gloomy' }, 'mood'],
  [{ mood: 'chill', count: 6 }, 'count'],
  [{ mood: 'chill', count: 1.5 }, 'count'],
  [{ mood: 'chill', extra: 1 }, 'extra'],
])('options %j are refused at %s', async (options, field) => {
  const { discord } = await startWithBot(async () => {});
  const call = () =>
    discord.invoke({
      memberId: discord.memberNamed('Ada').id,
      channelId: discord.channelNamed('music').id,
      command: 'mood',
      options,
    });
  expect(call).toThrow(
    expect.objectContaining({ code: 50035, errors: { options: { [field]: expect.anything() } } }),
  );
});

test('buttons can be clicked, answered and made to change their message', async () => {
  const playground = await startWithBot(async (interaction) => {
    if (interaction.isChatInputCommand()) {
      const button = { type: ComponentType.Button, style: 1, label: 'More', custom_id: 'more' } as const;
      await interaction.reply({
        content: '0',
        components: [{ type: ComponentType.ActionRow, components: [button] }],
      });
    } else if (interaction.isButton() && interaction.user.globalName === 'Ada') {
      await interaction.deferUpdate();
      await interaction.editReply('Ada took a while');
      await interaction.followUp({ content: 'just you', flags: MessageFlags.Ephemeral });
    } else if (interaction.isButton()) {
      await interaction.update(`${interaction.user.globalName} clicked ${interaction.customId}`);
    }
  });
  const { discord } = playground;
  await moodChill(playground);
  const [card] = discord.messages(discord.channelNamed('music').id);
  if (card === undefined) throw new Error('no card');
  const click = { memberId: discord.memberNamed('Kofi').id, messageId: card.id };
  await discord.settled(discord.click({ ...click, customId: 'more' }));
  expect(discord.message(card.id)?.content).toBe('Kofi clicked more');
  const ada = discord.memberNamed('Ada').id;
  discord.click({ memberId: ada, messageId: card.id, customId: 'more' });
  const told = await discord.waitFor(() =>
    discord.messages(card.channelId, ada).find(({ ephemeral }) => ephemeral),
  );
  expect(told).toMatchObject({ content: 'just you', replyTo: card.id });
  expect(discord.message(card.id)?.content).toBe('Ada took a while');
  expect(() => discord.click({ ...click, customId: 'none' })).toThrow(
    expect.objectContaining({ code: 50035 }),
  );
});

test('autocomplete asks the bot with what is typed', async () => {
  const playground = await startWithBot(async (interaction) => {
    if (interaction.isAutocomplete()) {
      await interaction.respond([{ name: `like ${interaction.options.getFocused()}`, value: 'x' }]);
    }
  });
  const { discord, client } = playground;
  const option = { type: 3, name: 'song', description: 'Which', autocomplete: true } as const;
  await client.application.commands.set([{ name: 'why', description: 'Why', options: [option] }]);
  const id = discord.autocomplete({
    memberId: discord.memberNamed('Ada').id,
    channelId: discord.channelNamed('music').id,
    command: 'why',
    options: { song: 'mid' },
    focused: 'song',
  });
  expect((await discord.settled(id)).choices).toEqual([{ name: 'like mid', value: 'x' }]);
});

test('without a bot a command fails after three seconds', async () => {
  const clock = fakeClock();
  const { discord } = await startPlayground({ now: clock.now });
  discord.commands.overwrite({ applicationId: discord.bot.id }, [{ name: 'stats', description: 'x' }]);
  const id = discord.invoke({
    memberId: discord.memberNamed('Ada').id,
    channelId: discord.channelNamed('music').id,
    command: 'stats',
  });
  clock.advance(2_999);
  expect(discord.interaction(id)?.state).toBe('pending');
  clock.advance(1);
  expect(discord.interaction(id)?.state).toBe('failed');
});
