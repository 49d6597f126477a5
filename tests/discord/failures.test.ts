import { pino } from 'pino';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openServer } from '../../db/server.ts';
import { MOOD_INFO, MOODS } from '../../src/moods.ts';
import { useEmbedded, useServer } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const SONG = /https:\/\/www\.youtube\.com\/watch\?v=[\w-]{11}/;

let bot: LightBot | undefined;
async function startBot(database: Database): Promise<LightBot> {
  bot = await startLightBot(database);
  return bot;
}
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

async function addChillSongs({ db }: Database, count: number): Promise<void> {
  const ids = await addSongs(db, count);
  await addModel(db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
}

describe('what Discord refuses', () => {
  const open = useEmbedded();

  test('an emoji that could not be added costs no other emoji, and is tried again after them', async () => {
    const database = await open();
    await addChillSongs(database, 1);
    const { playground, log, command, member } = await startBot(database);
    const { discord, faults } = playground;
    const { emoji } = MOOD_INFO['in-love'];
    faults.next({ method: 'PUT', path: new RegExp(`/reactions/${emoji}/@me$`), status: 400 });
    const { originalId = '' } = await command(member, 'mood', { mood: 'chill' });
    const card = await discord.waitFor(() => {
      const message = discord.message(originalId);
      return message?.reactions.length === 6 ? message : undefined;
    }, 20_000);
    const others = MOODS.filter((mood) => mood !== 'in-love').map((mood) => MOOD_INFO[mood].emoji);
    expect(card.reactions.map((reaction) => reaction.emoji)).toEqual([...others, emoji]);
    const failures = await log.waitFor('a mood emoji could not be added');
    expect(failures).toMatchObject([{ mood: 'in-love', messageId: originalId }]);
  });

  test('an explanation is given even where the public “thinking…” cannot be taken away', async () => {
    const { playground, log, command, member, messages } = await startBot(await open());
    playground.faults.next({ method: 'DELETE', path: /\/messages\/@original$/, status: 400 });
    await command(member, 'mood', { mood: 'chill' });
    await log.waitFor('the public "thinking…" could not be removed');
    await playground.discord.waitFor(() =>
      messages(member).some((one) => one.content.includes('no song for “Chill”')),
    );
    expect(messages(member)).toHaveLength(1);
  });
});

describe('a database that is down', () => {
  const { openWithUrl } = useServer();

  test('/mood says so to the member alone, with the id that the log has, and works again afterwards', async () => {
    const direct = await openWithUrl();
    await addChillSongs(direct.database, 2);
    const address = new URL(direct.url);
    const proxy = await startTcpProxy(Number(address.port));
    onTestFinished(() => proxy.close());
    address.port = String(proxy.port);
    const database = await openServer({ url: address.href, logger: pino({ level: 'silent' }) });
    onTestFinished(() => database.close());
    const { playground, log, command, member, messages } = await startBot(database);
    const { discord } = playground;

    await proxy.cut();
    await command(member, 'mood', { mood: 'chill' });
    const reply = await discord.waitFor(() => messages(member).find((one) => one.ephemeral), 20_000);
    expect(reply.content).toContain('I cannot reach my song collection right now.');
    const [failure] = await log.waitFor('a command failed');
    expect(failure?.errorId).toMatch(/^[0-9a-f]{8}$/);
    expect(reply.content).toContain(`\`${failure?.errorId}\``);
    expect(messages().filter((one) => !one.ephemeral)).toEqual([]);

    await proxy.mend();
    const { originalId = '' } = await command(member, 'mood', { mood: 'chill' });
    expect(discord.message(originalId)?.content).toMatch(SONG);
    expect(log.lines.filter((line) => line.msg === 'a command failed')).toHaveLength(1);
  });
});
