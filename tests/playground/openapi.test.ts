import { expect, test } from 'vitest';
import { createOpenApiValidator } from '../support/openapi.ts';
import { moodChill, startWithBot } from './harness.ts';

const validator = await createOpenApiValidator();

test.runIf(validator.available)('wrong requests are found', () => {
  const post = { method: 'POST', path: '/channels/1/messages' };
  expect(validator.check({ ...post, body: { content: 'x' } })).toEqual([]);
  expect(validator.check({ ...post, body: { content: 5 } }).join()).toContain('/content');
  expect(validator.check(post)).toHaveLength(1);
  expect(validator.check({ method: 'POST', path: '/nowhere' })).toHaveLength(1);
  expect(validator.check({ method: 'PUT', path: '/channels/1/messages/2/reactions/😌/@me' })).toEqual([]);
});

test.runIf(validator.available)(
  'what discord.js sends, and the playground takes, is what Discord describes',
  async () => {
    const playground = await startWithBot(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      const message = await interaction.editReply({ content: 'x', embeds: [{ title: 't', color: 1 }] });
      await message.react('😌');
      await interaction.followUp({ content: 'y', flags: 64, allowedMentions: { parse: [] } });
      await message.reply({ content: 'z', nonce: 'n', enforceNonce: true });
    });
    await moodChill(playground);
    const { discord, requests } = playground;
    await discord.waitFor(() => requests.some(({ body }) => body && Object(body).content === 'z'));
    expect(requests.length).toBeGreaterThan(5);
    expect(requests.flatMap((request) => validator.check(request))).toEqual([]);
  },
);

test('without a description nothing is found', async () => {
  const before = process.env.DISCORD_OPENAPI;
  process.env.DISCORD_OPENAPI = '/nowhere/at-all.json';
  const none = await createOpenApiValidator();
  if (before === undefined) delete process.env.DISCORD_OPENAPI;
  else process.env.DISCORD_OPENAPI = before;
  expect(none.available).toBe(false);
  expect(none.check({ method: 'POST', path: '/nowhere' })).toEqual([]);
});
