import type { TextChannel } from 'discord.js';
import { expect, test } from 'vitest';
import { connect, startPlayground } from './harness.ts';

async function withChannel() {
  const playground = await startPlayground();
  const client = await connect(playground);
  const channelId = playground.discord.channelNamed('music').id;
  const contents = () => playground.discord.messages(channelId).map(({ content }) => content);
  return { ...playground, channel: client.channels.cache.get(channelId) as TextChannel, contents };
}

test('a failure after the work is done posts twice without a nonce and once with one', async () => {
  const { channel, faults, contents } = await withChannel();
  faults.next({ method: 'POST', path: /\/messages$/, when: 'after', status: 503 });
  await channel.send('twice');
  expect(contents()).toEqual(['twice', 'twice']);
  faults.next({ method: 'POST', path: /\/messages$/, when: 'after', status: 503 });
  await channel.send({ content: 'once', nonce: 'n1', enforceNonce: true });
  expect(contents()).toEqual(['twice', 'twice', 'once']);
});

test('failures before the work change nothing, hit as often as ordered, and are observed', async () => {
  const { channel, faults, contents, requests, discord } = await withChannel();
  faults.next({ path: /\/messages$/, status: 500, times: 2 });
  await channel.send('third time lucky');
  expect(contents()).toEqual(['third time lucky']);
  await discord.waitFor(() => requests.filter(({ path }) => path.endsWith('/messages')).length === 3);
  const seen = requests.filter(({ method }) => method === 'POST');
  expect(seen.map(({ status }) => status)).toEqual([500, 500, 200]);
  expect(seen[0]).toMatchObject({
    path: `/channels/${channel.id}/messages`,
    body: { content: 'third time lucky' },
  });
});

test.each(['before', 'after'] as const)('a connection cut %s the work fails the call', async (when) => {
  const { channel, faults, contents, discord, requests } = await withChannel();
  faults.next({ method: 'POST', path: /\/messages$/, when, times: 10 });
  await expect(channel.send('x')).rejects.toThrow();
  const tries = requests.filter(({ status }) => status === 0).length;
  expect(tries).toBeGreaterThan(0);
  expect(contents()).toHaveLength(when === 'before' ? 0 : tries);
  faults.clear();
  await channel.send('y');
  expect(discord.messages(channel.id).at(-1)?.content).toBe('y');
});

test('requests without a body of the answer can fail afterwards too', async () => {
  const { channel, faults, discord } = await withChannel();
  const message = await channel.send('x');
  faults.next({ method: 'PUT', path: /\/reactions\/😌\/@me$/, when: 'after', status: 400 });
  await expect(message.react('😌')).rejects.toMatchObject({ status: 400 });
  expect(discord.message(message.id)?.reactions).toMatchObject([{ emoji: '😌', count: 1 }]);
});
