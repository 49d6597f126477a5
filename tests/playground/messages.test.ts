import {
  AttachmentBuilder,
  type Client,
  EmbedBuilder,
  PermissionFlagsBits,
  type TextChannel,
} from 'discord.js';
import { expect, test } from 'vitest';
import { connect, fakeClock, type Started, startPlayground } from './harness.ts';

function music(client: Client, { discord }: Started): TextChannel {
  return client.channels.cache.get(discord.channelNamed('music').id) as TextChannel;
}

test('messages are sent, edited, listed and deleted', async () => {
  const playground = await startPlayground();
  const channel = music(await connect(playground), playground);
  const sent = await channel.send('one');
  await channel.send({ content: 'two', reply: { messageReference: sent } });
  await sent.edit('one, edited');

  const listed = await channel.messages.fetch({ limit: 10 });
  expect(listed.map(({ content }) => content)).toEqual(['two', 'one, edited']);
  expect(listed.first()?.reference?.messageId).toBe(sent.id);
  expect(listed.last()?.editedAt).not.toBeNull();
  const after = await channel.messages.fetch({ after: sent.id, limit: 10 });
  expect(after.map(({ content }) => content)).toEqual(['two']);

  await sent.delete();
  await expect(channel.messages.fetch({ message: sent.id, force: true })).rejects.toMatchObject({
    code: 10008,
  });
  expect(playground.discord.message(sent.id)).toBeUndefined();
});

test('the same nonce makes one message for some minutes, and another one later', async () => {
  const clock = fakeClock();
  const playground = await startPlayground({ now: clock.now });
  const channel = music(await connect(playground), playground);
  const send = () => channel.send({ content: 'card', nonce: 'run-1', enforceNonce: true });
  const first = await send();
  expect((await send()).id).toBe(first.id);
  clock.advance(10 * 60_000);
  expect((await send()).id).not.toBe(first.id);
  expect((await channel.send({ content: 'card', nonce: 'run-1' })).id).not.toBe(first.id);
});

test.each([
  ['nothing', {}, 50006],
  ['2,001 characters', { content: 'x'.repeat(2001) }, 50035],
  ['eleven embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 50035],
  [
    '6,001 characters in embeds',
    { embeds: [{ description: 'x'.repeat(4096) }, { description: 'x'.repeat(1905) }] },
    50035,
  ],
  ['six buttons in a row', { components: [row(6)] }, 50035],
  ['six rows', { components: Array.from({ length: 6 }, (_, at) => row(1, `r${at}-`)) }, 50035],
  ['one custom id twice', { components: [row(1), row(1)] }, 50035],
  [
    'a button without a custom id',
    { components: [{ type: 1, components: [{ type: 2, style: 1, label: 'x' }] }] },
    50035,
  ],
])('a message with %s is refused', async (_, body, code) => {
  const playground = await startPlayground();
  const client = await connect(playground);
  const { id } = music(client, playground);
  await expect(client.rest.post(`/channels/${id}/messages`, { body })).rejects.toMatchObject({ code });
});

function row(buttons: number, prefix = '') {
  const components = Array.from({ length: buttons }, (_, at) => ({
    type: 2,
    style: 1,
    label: 'x',
    custom_id: `${prefix}${at}`,
  }));
  return { type: 1, components };
}

test('a wrong button is named by its place', async () => {
  const playground = await startPlayground();
  const channel = music(await connect(playground), playground);
  const wrong = { type: 1, components: [{ type: 2, style: 1, label: 'x'.repeat(81), custom_id: 'a' }] };
  const post = channel.client.rest.post(`/channels/${channel.id}/messages`, {
    body: { components: [wrong] },
  });
  await expect(post).rejects.toMatchObject({
    message: expect.stringContaining('components[0].components[0].label[BASE_TYPE_MAX_LENGTH]'),
  });
});

test('what the bot may not do, and what is not there, has its code', async () => {
  const playground = await startPlayground();
  const { discord } = playground;
  const client = await connect(playground);
  const channel = music(client, playground);
  const theirs = discord.say({
    memberId: discord.memberNamed('Ada').id,
    channelId: channel.id,
    content: 'mine',
  });
  const messages = `/channels/${channel.id}/messages` as const;

  await expect(client.rest.post('/channels/1/messages', { body: { content: 'x' } })).rejects.toMatchObject({
    code: 10003,
  });
  await expect(client.rest.patch(`${messages}/${theirs}`, { body: { content: 'x' } })).rejects.toMatchObject({
    code: 50005,
  });
  await expect(client.rest.delete(`${messages}/${theirs}`)).rejects.toMatchObject({ code: 50013 });
  discord.setBotPermissions(channel.id, PermissionFlagsBits.ViewChannel);
  await expect(channel.send('x')).rejects.toMatchObject({ code: 50013, status: 403 });
  discord.setBotPermissions(channel.id, 0n);
  await expect(channel.send('x')).rejects.toMatchObject({ code: 50001 });
  await expect(client.rest.get('/nothing/here')).rejects.toMatchObject({ status: 404 });
});

test('files are kept and served, and an embed can show one', async () => {
  const playground = await startPlayground();
  const channel = music(await connect(playground), playground);
  const picture = Buffer.from('89504e470d0a1a0a', 'hex');
  const message = await channel.send({
    embeds: [new EmbedBuilder().setTitle('Chart').setImage('attachment://chart.png')],
    files: [
      new AttachmentBuilder(picture, { name: 'chart.png', description: 'A chart' }),
      new AttachmentBuilder(Buffer.from('<script>'), { name: 'page.html' }),
    ],
  });
  const chart = message.attachments.find(({ name }) => name === 'chart.png');
  expect(chart?.description).toBe('A chart');
  expect(message.embeds[0]?.image?.url).toBe(chart?.url);

  const served = await fetch(chart?.url ?? '');
  expect(served.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await served.arrayBuffer())).toEqual(picture);
  const page = await fetch(message.attachments.find(({ name }) => name === 'page.html')?.url ?? '');
  expect(page.headers.get('content-type')).toBe('application/octet-stream');
  expect(page.headers.get('content-disposition')).toContain('attachment');

  const edited = await message.edit({ attachments: [...message.attachments.values()].slice(0, 1) });
  expect(edited.attachments.map(({ name }) => name)).toEqual(['chart.png']);
  expect((await fetch(page.url)).status).toBe(404);
});
