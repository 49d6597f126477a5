import { afterEach, expect, test } from 'vitest';
import { useEmbedded } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';

const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

async function start(paced: boolean, now = () => new Date()) {
  const database = await open();
  const ids = await addSongs(database.db, 20);
  await addModel(database.db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
  bot = await startLightBot(database, { now, paced });
  const { discord } = bot.playground;
  const replies = (memberId: string) =>
    discord.messages(discord.channels[0]?.id ?? '', memberId).filter((one) => one.ephemeral);
  return { bot, discord, db: database.db, replies };
}

test('one member who asks for a lot has to wait, and keeps nobody else waiting', async () => {
  let time = Date.now();
  const { bot, discord, db, replies } = await start(true, () => new Date(time));
  const { member, moderator, channelId } = bot;
  const options = { mood: 'chill', count: 5 };
  const asked = Array.from({ length: 40 }, () =>
    discord.invoke({ memberId: member.id, channelId, command: 'mood', options }),
  );
  await Promise.all(asked.map((id) => discord.settled(id, 20_000)));
  const cards = await db.selectFrom('cards').select('card_id').execute();
  expect(cards).toHaveLength(10);
  expect(replies(member.id)).toHaveLength(38);
  expect(replies(member.id)[0]?.content).toBe('You are quick! Please try again in 15 seconds.');
  expect(bot.log.lines.filter(({ level }) => level >= 50)).toEqual([]);

  await bot.command(moderator, 'mood', { mood: 'chill' });
  expect(replies(moderator.id)).toEqual([]);
  // One song costs less than five.
  time += 3_000;
  await bot.command(member, 'mood', { mood: 'chill' });
  expect(replies(member.id)).toHaveLength(38);
});

test('a channel in which everybody asks has to wait, but for its moderators and what nobody else sees', async () => {
  let time = Date.now();
  const { bot, discord } = await start(true, () => new Date(time));
  const { channelId, moderator } = bot;
  const people = discord.members.filter((one) => !one.moderator);
  const use = async (memberId: string, command: string, options: Record<string, string | number>) => {
    const id = discord.invoke({ memberId, channelId, command, options });
    const { originalId = '' } = await discord.settled(id, 20_000);
    return discord.message(originalId)?.content ?? '';
  };
  const askForFive = (memberId: string) => use(memberId, 'mood', { mood: 'chill', count: 5 });
  const round = () => Promise.all(people.map(({ id }) => askForFive(id)));
  // All five ask for as many songs as each of them may: more than their channel may have.
  const answers = [...(await round()), ...(await round())];
  for (let n = 0; n < 2; n++) {
    time += 15_000;
    answers.push(...(await round()));
  }
  const refused = answers.filter((one) => !one.includes('youtube.com'));
  expect(answers).toHaveLength(20);
  expect(refused).toEqual([
    'This channel is asking for a lot right now. Please try again in 5 seconds.',
    'This channel is asking for a lot right now. Please try again in 5 seconds.',
  ]);
  expect(await askForFive(moderator.id)).toContain('youtube.com');
  expect(await use(people[0]?.id ?? '', 'song', { song: 'Song 1' })).toContain('You are quick!');
  time += 3_000;
  expect(await use(people[0]?.id ?? '', 'song', { song: 'Song 1' })).toContain('Song 1');
}, 120_000);

test('choices are looked for only so often for one member', async () => {
  const { bot } = await start(true, () => new Date(0));
  const offered: number[] = [];
  for (let n = 0; n < 62; n++) offered.push((await bot.choices('song', 'song', 'Song')).length);
  expect(offered.slice(0, 60).every((count) => count > 0)).toBe(true);
  expect(offered.slice(60)).toEqual([0, 0]);
});

test.each([
  ['model report', { model: 2_147_483_648 }, '`model` should be a whole number from 1 to 2147483647'],
  ['mood', { mood: 'chill', count: 1.5 }, '`count` should be a whole number from 1 to 5'],
  ['mood', { mood: 'chill', count: 6 }, '`count` should be a whole number from 1 to 5'],
  ['mood', { mood: 'chill', count: 'five' }, '`count` should be a whole number from 1 to 5'],
  ['mood', {}, '`mood` should be a text'],
  ['song', { song: 'x'.repeat(201) }, '`song` should be a text of at most 200 characters'],
  ['model', {}, 'I do not know this command in this form any more'],
  ['model burn', {}, 'I do not know this command in this form any more'],
])('what only a forged client sends is a mistake of theirs: /%s %o', async (command, options, said) => {
  const { bot } = await start(false);
  const reply = await bot.answer(bot.moderator, command, options);
  expect(reply.ephemeral).toBe(true);
  expect(reply.content).toContain(said);
  expect(bot.log.lines.filter(({ level }) => level >= 50)).toEqual([]);
});
