import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AttachmentBuilder, MessageFlags } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { connect, fakeClock, moodChill, startPlayground, startWithBot } from './harness.ts';

async function stateFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'playground-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'state', 'discord.json');
}

test('cards, their reactions, files and the commands survive a restart, and old cards can be voted on', async () => {
  const statePath = await stateFile();
  const clock = fakeClock();
  const before = await startWithBot(
    async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.reply({
        content: 'a song',
        files: [new AttachmentBuilder(Buffer.from('x'), { name: 'a.png' })],
      });
      await interaction.followUp({ content: 'private', flags: MessageFlags.Ephemeral });
    },
    { statePath, now: clock.now },
  );
  await moodChill(before);
  const music = before.discord.channelNamed('music').id;
  await before.discord.waitFor(() => before.discord.messages(music).length === 2);
  const [card] = before.discord.messages(music);
  if (card === undefined) throw new Error('no card');
  before.discord.react({ memberId: before.discord.memberNamed('Ada').id, messageId: card.id, emoji: '😌' });
  await before.client.destroy();
  await before.stop();

  // The clock has not moved: ids must differ from the earlier ones all the same.
  const after = await startPlayground({ statePath, now: clock.now });
  const kofi = after.discord.memberNamed('Kofi').id;
  expect(after.discord.messages(music)).toMatchObject([
    { id: card.id, content: 'a song', reactions: [{ emoji: '😌', count: 1 }] },
  ]);
  expect(after.discord.offeredCommands(kofi).map(({ name }) => name)).toEqual(['mood']);
  const url = after.discord.message(card.id)?.attachments[0]?.url ?? '';
  expect(await (await fetch(new URL(url, after.url))).text()).toBe('x');
  const ids = [card.id, after.discord.say({ memberId: kofi, channelId: music, content: 'new' })];
  expect(BigInt(ids[1] ?? 0)).toBeGreaterThan(BigInt(card.id));

  const client = await connect(after);
  const added = once(client, 'messageReactionAdd');
  after.discord.react({ memberId: kofi, messageId: card.id, emoji: '😌' });
  expect((await added)[0].message.id).toBe(card.id);
});

test('an answer that was still loading has failed after a restart', async () => {
  const statePath = await stateFile();
  const before = await startWithBot(
    async (interaction) => interaction.isChatInputCommand() && interaction.deferReply(),
    { statePath },
  );
  const { discord } = before;
  const music = discord.channelNamed('music').id;
  discord.invoke({
    memberId: discord.memberNamed('Ada').id,
    channelId: music,
    command: 'mood',
    options: { mood: 'chill' },
  });
  await discord.waitFor(() => discord.messages(music).some(({ loading }) => loading));
  await before.client.destroy();
  await before.stop();
  const after = await startPlayground({ statePath });
  expect(after.discord.messages(music)).toMatchObject([{ loading: false, failed: true }]);
});

test('a file that cannot be read is set aside, not overwritten', async () => {
  const statePath = await stateFile();
  const first = await startPlayground({ statePath });
  const say = {
    memberId: first.discord.memberNamed('Ada').id,
    channelId: first.discord.channelNamed('music').id,
  };
  first.discord.say({ ...say, content: 'x' });
  await first.stop();
  await writeFile(statePath, '{"version":1,"messages":[');

  const second = await startPlayground({ statePath });
  expect(second.discord.messages(say.channelId)).toEqual([]);
  second.discord.say({ ...say, content: 'y' });
  await second.stop();
  expect(await readFile(`${statePath}.unreadable`, 'utf8')).toBe('{"version":1,"messages":[');
  expect((await readdir(join(statePath, '..'))).sort()).toEqual(['discord.json', 'discord.json.unreadable']);
});

test.each([
  ['nothing else', '{"version":1}'],
  ['another version', '{"version":2,"messages":[],"commands":[],"files":[]}'],
  ['a message without its reactions', '{"version":1,"messages":[{"id":"1"}],"commands":[],"files":[]}'],
  ['a command with no id', '{"version":1,"messages":[],"commands":[{"id":"x"}],"files":[]}'],
  ['a list', '[]'],
])('a file with %s is set aside', async (_, text) => {
  const statePath = await stateFile();
  await mkdir(dirname(statePath));
  await writeFile(statePath, text);
  const { discord } = await startPlayground({ statePath });
  expect(discord.messages(discord.channelNamed('music').id)).toEqual([]);
  expect(await readFile(`${statePath}.unreadable`, 'utf8')).toBe(text);
});

const DAY = 24 * 60 * 60_000;

test('a message is kept for 28 days, in the file too, and so is a file that cannot be read', async () => {
  const statePath = await stateFile();
  const clock = fakeClock();
  const before = await startPlayground({ statePath, now: clock.now });
  const memberId = before.discord.memberNamed('Ada').id;
  const channelId = before.discord.channelNamed('music').id;
  before.discord.say({ memberId, channelId, content: 'an old title' });
  clock.advance(10 * DAY);
  before.discord.say({ memberId, channelId, content: 'a newer title' });
  await before.stop();
  await writeFile(`${statePath}.unreadable`, 'an old title');
  const setAside = clock.now();
  await utimes(`${statePath}.unreadable`, setAside, setAside);
  expect((await stat(statePath)).mode & 0o077).toBe(0);

  clock.advance(19 * DAY);
  const after = await startPlayground({ statePath, now: clock.now });
  expect(after.discord.messages(channelId).map(({ content }) => content)).toEqual(['a newer title']);
  await after.stop();
  const [text, names] = [await readFile(statePath, 'utf8'), await readdir(dirname(statePath))];
  expect(text).toContain('a newer title');
  expect(text).not.toContain('an old title');
  expect(names).toContain(`${basename(statePath)}.unreadable`);

  clock.advance(10 * DAY);
  await (await startPlayground({ statePath, now: clock.now })).stop();
  expect(await readdir(dirname(statePath))).toEqual([basename(statePath)]);
  expect(await readFile(statePath, 'utf8')).not.toContain('title');
});
