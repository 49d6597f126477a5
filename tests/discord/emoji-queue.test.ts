import { REST } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmojiQueue } from '../../src/discord/mood-reactions.ts';
import { createPlayground, type Playground } from '../../src/playground/server.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const log = createMemoryLog();
let playground: Playground;
let rest: REST;
beforeEach(async () => {
  playground = createPlayground({ port: 0, logger: log.logger });
  const { apiUrl } = await playground.start();
  // So many requests that the client's own pause between them keeps this test waiting no more than needed.
  rest = new REST({ api: apiUrl, globalRequestsPerSecond: 10_000 }).setToken(playground.token);
});
afterEach(() => playground.stop());

/** A message of the bot, as a card of that server. */
function card(guildId: string) {
  const { discord } = playground;
  const channelId = discord.channels[0]?.id ?? '';
  const message = discord.store.create(
    { channelId, authorId: discord.bot.id, type: 0 },
    { content: guildId },
  );
  return { guildId, channelId, messageId: message.id };
}

/** The messages that got an emoji, in this order. */
function order(): string[] {
  return playground.requests
    .filter(({ method, path }) => method === 'PUT' && path.includes('/reactions/'))
    .map(({ path }) => /messages\/(\d+)/.exec(path)?.[1] ?? '');
}

test('a card elsewhere has its emoji soon, whatever one server brings', async () => {
  const queue = createEmojiQueue({ logger: log.logger, now: () => new Date() });
  const flood = Array.from({ length: 200 }, () => card('1'));
  const home = card('2');
  const all = flood.map((one) => queue.add(rest, one));
  await queue.add(rest, home);
  const before = order();
  expect(before.filter((id) => id === home.messageId)).toHaveLength(6);
  // One emoji of the other server before each of its own: at four a second, three seconds.
  expect(before.length).toBeLessThanOrEqual(14);
  await Promise.all(all);
  const newest = flood.at(-1)?.messageId ?? '';
  const oldest = flood[0]?.messageId ?? '';
  expect(order().indexOf(newest)).toBeLessThan(14);
  expect(order()).not.toContain(flood[100]?.messageId);
  expect(oldest).not.toBe('');
  const left = log.lines.filter(({ msg }) => msg === 'cards go without the rest of their emoji');
  expect(left.map(({ cards }) => Number(cards)).reduce((sum, n) => sum + n, 0)).toBe(150);
}, 60_000);

test('cards that have waited for minutes go without', async () => {
  let time = 0;
  const queue = createEmojiQueue({ logger: log.logger, now: () => new Date(time) });
  const cards = [card('1'), card('1'), card('2')];
  const put = rest.put.bind(rest);
  rest.put = async (...args) => {
    time += 60_000;
    return put(...args);
  };
  await Promise.all(cards.map((one) => queue.add(rest, one)));
  expect(order().length).toBe(4);
  await log.waitFor('cards go without the rest of their emoji');
});

test('an emoji that Discord does not take is tried once more and costs the card no other', async () => {
  const queue = createEmojiQueue({ logger: log.logger, now: () => new Date() });
  const one = card('1');
  for (let n = 0; n < 4; n++)
    playground.faults.next({ method: 'PUT', path: /reactions/, when: 'before', status: 418 });
  await queue.add(rest, one);
  expect(order().length).toBe(10);
  expect(playground.discord.message(one.messageId)?.reactions.length).toBe(6);
});
