import { afterEach, expect, test } from 'vitest';
import { MOOD_INFO } from '../../src/moods.ts';
import { useEmbedded } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';

const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

async function startWithCards(count: number) {
  const database = await open();
  const ids = await addSongs(database.db, 20);
  await addModel(database.db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
  bot = await startLightBot(database);
  const { discord } = bot.playground;
  const messageIds: string[] = [];
  for (let n = 0; n < count; n++) {
    const { originalId = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    messageIds.push(originalId);
  }
  return { bot, discord, db: database.db, messageIds };
}

/** Uses `/mood` as somebody else and resolves as soon as Discord has heard that an answer will come. */
async function acknowledged({ playground: { discord }, channelId, moderator }: LightBot): Promise<void> {
  const options = { mood: 'chill' };
  const id = discord.invoke({ memberId: moderator.id, channelId, command: 'mood', options });
  await discord.waitFor(() => discord.interaction(id)?.state !== 'pending', 20_000);
  expect(discord.interaction(id)?.state).not.toBe('failed');
}

test.each([
  ['one card', 1],
  ['many cards', 10],
])(
  'a command is acknowledged while 200 reactions to %s are being counted',
  async (_, cards) => {
    const { bot, discord, db, messageIds } = await startWithCards(cards);
    const stored = messageIds.map((id) => discord.visibleMessage(id, bot.member.id));
    for (let n = 0; n < 200; n++) {
      const message = stored[n % stored.length];
      if (message !== undefined) discord.reactions.add(message, MOOD_INFO.sad.emoji, `90000000000${n}`);
    }
    await acknowledged(bot);
    const counted = bot.log.lines.filter(({ msg }) => msg === 'vote committed').length;
    expect(counted).toBeLessThan(200);
    await bot.log.waitFor('vote committed', 200);
    const votes = await db.selectFrom('votes').select('voter_id').execute();
    expect(votes).toHaveLength(200);
  },
  60_000,
);

test('a command is acknowledged while 200 questions for choices wait', async () => {
  const { bot, discord } = await startWithCards(1);
  const question = (n: number) =>
    discord.interactions.create({
      kind: 'autocomplete',
      memberId: bot.member.id,
      channelId: bot.channelId,
      name: 'song',
      text: 'song',
      data: {
        // Of another command each, as those of other members: none of them overtakes another.
        id: `90000000000000${n}`,
        name: 'song',
        type: 1,
        options: [{ name: 'song', type: 3, value: `song ${n % 20}`, focused: true }],
      },
    });
  const asked = Array.from({ length: 200 }, (_, n) => question(n));
  await acknowledged(bot);
  const open = () => asked.filter(({ id }) => discord.interaction(id)?.state === 'pending').length;
  expect(open()).toBeGreaterThan(0);
  await discord.waitFor(() => open() === 0, 20_000);
}, 120_000);

test('of what one member types only the latest is looked up', async () => {
  const { bot, discord } = await startWithCards(1);
  const typed = Array.from({ length: 20 }, (_, n) => `song ${n}`.slice(0, 4 + (n % 3)));
  const asked = typed.map((text) =>
    discord.autocomplete({
      memberId: bot.member.id,
      channelId: bot.channelId,
      command: 'song',
      options: { song: text },
      focused: 'song',
    }),
  );
  const last = await discord.settled(asked.at(-1) ?? '', 20_000);
  expect(last.choices?.length).toBeGreaterThan(0);
  const answered = asked.filter((id) => discord.interaction(id)?.state === 'answered');
  expect(answered.length).toBeLessThan(20);
});
