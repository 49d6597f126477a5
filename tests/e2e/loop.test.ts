import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cardOfMessage } from '../../db/queries/cards.ts';
import { songTallies } from '../../db/queries/votes.ts';
import { MOOD_INFO, MOODS } from '../../src/moods.ts';
import type { MessageView } from '../../src/playground/state/types.ts';
import { type BotWorld, startBotWorld } from '../support/bot-world.ts';
import { createOpenApiValidator } from '../support/openapi.ts';

const validator = await createOpenApiValidator();

/** The whole way of a song and of a vote, with the real Discord client. The steps build on each other. */
describe('from /mood to a better /mood', () => {
  let world: BotWorld;
  let card: MessageView;
  beforeAll(async () => {
    world = await startBotWorld();
  });
  afterAll(() => world.stop());

  const emoji = (mood: keyof typeof MOOD_INFO) => MOOD_INFO[mood].emoji;
  async function tallies() {
    const { db } = world.services().database;
    const song = await cardOfMessage(db, card.id);
    return songTallies(db, song?.videoId ?? '');
  }

  test('the commands are registered, those that change what all share for moderators only', () => {
    const { discord } = world.playground;
    const [member] = world.members;
    const offered = (memberId = '') => discord.offeredCommands(memberId).map((command) => command.name);
    const forAll = ['model', 'mood', 'song', 'suggest'];
    const forModerators = ['doctor', 'ingest', 'retrain', 'sources'];
    expect(offered(world.moderator.id).toSorted()).toEqual([...forAll, ...forModerators].toSorted());
    expect(offered(member?.id).toSorted()).toEqual(forAll);
  });

  test('/mood chill answers with a playable card and six reactions', async () => {
    const [member] = world.members;
    if (member === undefined) throw new Error('nobody is there');
    card = await world.mood(member, 'chill');
    expect(card.content.split('\n')[1]).toMatch(/^https:\/\/www\.youtube\.com\/watch\?v=[\w-]{11}$/);
    expect(card.content).toMatch(/-# Licence: .+\n-# Why: \d+ % chill/);
    expect(card.reactions.map((reaction) => reaction.emoji)).toEqual(MOODS.map((mood) => emoji(mood)));
    expect(card.reactions.every((reaction) => reaction.count === 1)).toBe(true);
  });

  test('three members vote, and one takes the vote back', async () => {
    const { discord } = world.playground;
    const before = await tallies();
    const [ada, ben, cleo] = world.members;
    if (ada === undefined || ben === undefined || cleo === undefined) throw new Error('too few members');
    for (const member of [ada, ben, cleo]) {
      discord.react({ memberId: member.id, messageId: card.id, emoji: emoji('sad') });
    }
    await world.log.waitFor('vote committed', 3);
    discord.unreact({ memberId: cleo.id, messageId: card.id, emoji: emoji('sad') });
    await world.log.waitFor('vote withdrawn');
    const sadBefore = before.find((tally) => tally.mood === 'sad')?.voters ?? 0;
    expect((await tallies()).find((tally) => tally.mood === 'sad')?.voters).toBe(sadBefore + 2);
  });

  test('other emoji and reactions to other messages are no votes', async () => {
    const { discord } = world.playground;
    const [ada, ben] = world.members;
    if (ada === undefined || ben === undefined) throw new Error('too few members');
    const before = await tallies();
    const chat = discord.say({ memberId: ada.id, channelId: world.channelId, content: 'nice one' });
    discord.react({ memberId: ben.id, messageId: chat, emoji: emoji('sad') });
    discord.react({ memberId: ben.id, messageId: card.id, emoji: '🎉' });
    // A vote afterwards: events of one connection come in order, so the others have been worked off before it.
    discord.react({ memberId: ben.id, messageId: card.id, emoji: emoji('angry') });
    await world.log.waitFor('vote committed', 4);
    discord.unreact({ memberId: ben.id, messageId: card.id, emoji: emoji('angry') });
    await world.log.waitFor('vote withdrawn', 2);
    expect(await tallies()).toEqual(before);
  });

  test('after a restart the old card still takes votes', async () => {
    const { discord } = world.playground;
    await world.restart();
    const cleo = world.members[2];
    discord.react({ memberId: cleo?.id ?? '', messageId: card.id, emoji: emoji('in-love') });
    const committed = await world.log.waitFor('vote committed', 5);
    expect(committed.at(-1)).toMatchObject({ messageId: card.id, mood: 'in-love', changed: 1 });
    expect(await tallies()).toContainEqual({ mood: 'in-love', share: 1, voters: 1 });
  });

  test('/retrain by a moderator shows old against new, and a member is turned down', async () => {
    const { discord } = world.playground;
    const [member] = world.members;
    const ask = { channelId: world.channelId, command: 'retrain', options: {} };
    const refused = await discord.settled(
      discord.invoke({ ...ask, memberId: member?.id ?? '', force: true }),
    );
    const refusal = discord.message(refused.originalId ?? '', member?.id);
    expect(refusal).toMatchObject({ ephemeral: true });
    expect(refusal?.content).toContain('Only members who may manage this server can retrain me');

    const done = await discord.settled(discord.invoke({ ...ask, memberId: world.moderator.id }), 30_000);
    const report = await discord.waitFor(() => {
      const message = discord.message(done.originalId ?? '');
      return message?.content.includes('macro-F1') === true ? message : undefined;
    }, 30_000);
    expect(report.content).toMatch(/^\*\*(Done: model 2 is in use now|Model 2 turned out worse)/);
    expect(report.content).toMatch(
      / +old +new\nlabels used +\d+ +\d+\naccuracy +[\d.]+ % +[\d.]+ %\nmacro-F1/,
    );
  });

  test('/mood again gives another song', async () => {
    const [member] = world.members;
    if (member === undefined) throw new Error('nobody is there');
    const next = await world.mood(member, 'chill');
    expect(next.content).toContain('https://www.youtube.com/watch?v=');
    expect(next.content.split('\n')[1]).not.toBe(card.content.split('\n')[1]);
  });

  // Skipped where Discord's OpenAPI description is not at hand; DISCORD_OPENAPI names it.
  test.skipIf(!validator.available)("every request was one that Discord's own description allows", () => {
    const problems = world.playground.requests.flatMap((request) => validator.check(request));
    expect(problems).toEqual([]);
  });

  test('the bot asked Discord for things, and its token is in no log', () => {
    expect(world.playground.requests.length).toBeGreaterThan(20);
    expect(world.log.text()).not.toContain(world.playground.token);
  });
});
