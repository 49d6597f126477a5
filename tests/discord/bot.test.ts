import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { ConnectionLostError } from '../../src/discord/connection-lost-error.ts';
import { createPlayground } from '../../src/playground/server.ts';
import { useEmbedded } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';
import { describeTwoProcesses } from '../support/open-twice.ts';

let bot: LightBot | undefined;
async function startBot(database: Database): Promise<LightBot> {
  bot = await startLightBot(database);
  return bot;
}
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

describe('the connection to Discord', () => {
  const open = useEmbedded();

  test('a Discord that forgot the commands gets them again, and one that has them is told nothing', async () => {
    const { playground, restart } = await startBot(await open());
    const { discord } = playground;
    const scope = { applicationId: discord.bot.id };
    const names = () => discord.commands.list(scope).map((one) => one.name);
    const declared = names();
    expect(declared).toContain('mood');
    discord.commands.overwrite(scope, []);
    await restart();
    expect(names()).toEqual(declared);
    const puts = () => playground.requests.filter(({ method }) => method === 'PUT').length;
    const before = puts();
    await restart();
    expect(puts()).toBe(before);
  });

  test('a token that was reset is reported, since the client will not connect again', async () => {
    const { playground, url, log, lost } = await startBot(await open());
    await playground.stop();
    // The same Discord, which now wants another token.
    const after = createPlayground({ port: Number(new URL(url).port), logger: log.logger });
    await after.start();
    try {
      const reason = await lost;
      expect(reason).toBeInstanceOf(ConnectionLostError);
      expect(reason).toMatchObject({ code: 4004 });
      expect(reason.message).toContain('DISCORD_TOKEN');
    } finally {
      await after.stop();
    }
  });
});

describeTwoProcesses('two bots with one token', (openTwice) => {
  test('answer each command once, with the song that is on record', async () => {
    const { database, other } = await openTwice();
    const { db } = database;
    const ids = await addSongs(db, 20);
    await addModel(db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
    const { startAnother, answer, command, choices, member, log, messages } = await startBot(database);
    await startAnother(other);
    for (let n = 1; n <= 5; n++) {
      const { originalId = '' } = await command(member, 'mood', { mood: 'chill' });
      await log.waitFor('card shown', n);
      await log.waitFor('another process answers this command', n);
      const cards = await db.selectFrom('cards').select(['message_id', 'video_id']).execute();
      expect(cards).toHaveLength(n);
      const card = cards.find((one) => one.message_id === originalId);
      expect(messages()).toHaveLength(n);
      expect(messages().at(-1)).toMatchObject({ id: originalId, ephemeral: false });
      expect(messages().at(-1)?.content).toContain(`watch?v=${card?.video_id}`);
    }
    // What is turned down before either has taken the command on is told once too, and troubles nobody.
    expect(await answer(member, 'model rollback')).toMatchObject({ ephemeral: true });
    await log.waitFor('there was nothing left to answer');
    expect(messages(member).filter((one) => one.ephemeral)).toHaveLength(1);
    expect((await choices('song', 'song', 'song 1')).length).toBeGreaterThan(0);
    await log.waitFor('choices came too late');
    expect(log.lines.filter((line) => line.level >= 40)).toEqual([]);
  });
});
