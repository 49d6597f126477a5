import { afterEach, describe, expect, test } from 'vitest';
import { cardOfMessage } from '../../db/queries/cards.ts';
import { MOOD_INFO } from '../../src/moods.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';
import { useServerTwice } from '../support/open-twice.ts';
import { holdSong } from '../support/row-lock.ts';

const chill = MOOD_INFO.chill.emoji;
const sad = MOOD_INFO.sad.emoji;

describeEachDatabase('reactions', (open) => {
  let bot: LightBot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  async function withCard() {
    const database = await open();
    const ids = await addSongs(database.db, 1);
    await addModel(database.db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
    bot = await startLightBot(database);
    const { discord } = bot.playground;
    const { originalId = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    const votes = () =>
      database.db.selectFrom('votes').select(['voter_id', 'mood']).orderBy('mood').execute();
    return { bot, db: database.db, discord, messageId: originalId, votes };
  }

  test('clearing one emoji and then all of them takes the votes back', async () => {
    const { bot, discord, messageId, votes } = await withCard();
    for (const emoji of [chill, sad]) {
      discord.react({ memberId: bot.member.id, messageId, emoji });
      discord.react({ memberId: bot.moderator.id, messageId, emoji });
    }
    await bot.log.waitFor('vote committed', 4);
    discord.clearEmoji(messageId, sad);
    await bot.log.waitFor('votes cleared', 1);
    expect((await votes()).map((vote) => vote.mood)).toEqual(['chill', 'chill']);
    discord.clearReactions(messageId);
    await bot.log.waitFor('votes cleared', 2);
    expect(await votes()).toEqual([]);
  });

  test.each([
    ['leave nothing', false],
    ['and a last vote leave that vote', true],
  ])('votes and withdrawals in quick succession %s, and are not all worked off', async (_, last) => {
    const { bot, discord, messageId, votes } = await withCard();
    for (let n = 0; n < 50; n++) {
      discord.react({ memberId: bot.member.id, messageId, emoji: sad });
      discord.unreact({ memberId: bot.member.id, messageId, emoji: sad });
    }
    if (last) discord.react({ memberId: bot.member.id, messageId, emoji: sad });
    // Changes of one message are made in their order: with this one all others are done.
    discord.react({ memberId: bot.moderator.id, messageId, emoji: chill });
    discord.clearEmoji(messageId, chill);
    await bot.log.waitFor('votes cleared');
    const own = (await votes()).filter((vote) => vote.voter_id === bot.member.id);
    expect(own).toEqual(last ? [{ voter_id: bot.member.id, mood: 'sad' }] : []);
    const made = bot.log.lines.filter((line) => line.voterId === bot.member.id);
    expect(made.length).toBeLessThan(100);
  });

  test('a super reaction and an ordinary one are one vote, which stays until both are taken back', async () => {
    const { bot, discord, messageId, votes } = await withCard();
    const { log, member } = bot;
    const mine = { memberId: member.id, messageId, emoji: sad };
    const one = [{ voter_id: member.id, mood: 'sad' }];
    for (const [round, burst] of [true, false].entries()) {
      discord.react({ ...mine, burst: true });
      await log.waitFor('vote committed', 2 * round + 1);
      discord.react({ ...mine, burst: false });
      await log.waitFor('vote committed', 2 * round + 2);
      discord.unreact({ ...mine, burst });
      await log.waitFor('vote withdrawn', 2 * round + 1);
      expect(await votes()).toEqual(one);
      discord.unreact({ ...mine, burst: !burst });
      await log.waitFor('vote withdrawn', 2 * round + 2);
      expect(await votes()).toEqual([]);
    }
    // Quick changes of one of them are no changes of the other.
    discord.react(mine);
    for (let n = 0; n < 5; n++) {
      discord.react({ ...mine, burst: true });
      discord.unreact({ ...mine, burst: true });
    }
    discord.react({ memberId: bot.moderator.id, messageId, emoji: chill });
    const isThere = () => log.lines.some((line) => line.voterId === bot.moderator.id);
    await expect.poll(isThere, { timeout: 20_000 }).toBe(true);
    expect(await votes()).toContainEqual(one[0]);
    discord.clearEmoji(messageId, sad);
    await log.waitFor('votes cleared');
    expect(await votes()).not.toContainEqual(one[0]);
  });

  test('votes stay when the card is deleted, and a reaction that comes too late does no harm', async () => {
    const { bot, discord, messageId, votes } = await withCard();
    discord.react({ memberId: bot.member.id, messageId, emoji: sad });
    await bot.log.waitFor('vote committed');
    await discord.waitFor(() => discord.message(messageId)?.reactions.length === 6, 20_000);
    discord.deleteMessage(messageId);
    expect(await votes()).toEqual([{ voter_id: bot.member.id, mood: 'sad' }]);
    const { originalId = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    discord.deleteMessage(originalId);
    await bot.log.waitFor('the card was deleted before its emoji were all there; its votes stay');
  });
});

describe('reactions on a PostgreSQL server', () => {
  const openTwice = useServerTwice();

  test('votes in flight are committed before the bot has stopped, and so are those that come meanwhile', async () => {
    const { database, other } = await openTwice();
    const { db } = database;
    const ids = await addSongs(db, 2);
    await addModel(db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
    const bot = await startLightBot(database);
    const { discord } = bot.playground;
    const { originalId: slow = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    const { originalId: quick = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    const slowSong = (await cardOfMessage(db, slow))?.videoId ?? '';
    const release = await holdSong(other.db, slowSong);
    for (const { id } of [bot.member, bot.moderator])
      discord.react({ memberId: id, messageId: slow, emoji: sad });
    // Reactions arrive in their order: once this one is a vote, the bot has the other two.
    discord.react({ memberId: bot.member.id, messageId: quick, emoji: sad });
    await bot.log.waitFor('vote committed');

    let stopped = false;
    const stopping = bot.stop().then(() => {
      stopped = true;
    });
    discord.react({ memberId: bot.member.id, messageId: quick, emoji: chill });
    await Promise.race([bot.log.waitFor('vote committed', 2), stopping]);
    expect(stopped).toBe(false);
    await release();
    await stopping;
    const votes = await db.selectFrom('votes').select(['video_id', 'voter_id', 'mood']).execute();
    expect(votes.filter((vote) => vote.video_id === slowSong)).toHaveLength(2);
    expect(votes).toHaveLength(4);
  });
});
