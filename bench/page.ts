/**
 * What a key costs on the playground's page in a channel of few and of many messages: the time from the key until the
 * browser has drawn it, in this machine's Chromium.
 *
 *   node bench/page.ts [--keys N]
 *
 * CHROMIUM_PATH says where Chromium is. The exit code is 0 whatever the figures are.
 */
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { createLogger } from '../src/logger.ts';
import { createPlayground } from '../src/playground/server.ts';
import { describeMachine, thisMachine } from './machine.ts';
import { type Samples, summarise } from './samples.ts';
import { table } from './table.ts';

/** The page shows the last 500 messages of a channel, however many there have been. */
const MESSAGES = [10, 1_000];
const { values } = parseArgs({ options: { keys: { type: 'string', default: '100' } } });
const keys = Number(values.keys);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const samples: Samples[] = [];
  for (const messages of MESSAGES) samples.push(await measure(browser, messages));
  process.stdout.write(`${describeMachine(thisMachine())}\n\n${table(samples.map(summarise))}`);
} finally {
  await browser.close();
}

async function measure(browser: Browser, messages: number): Promise<Samples> {
  const playground = createPlayground({ port: 0, logger: createLogger('silent') });
  const { url } = await playground.start();
  try {
    const { discord } = playground;
    const [channel] = discord.channels;
    const [, member] = discord.members;
    if (channel === undefined || member === undefined) throw new Error('a Discord without members');
    for (let said = 1; said <= messages; said += 1)
      discord.say({ memberId: member.id, channelId: channel.id, content: `**Song ${said}** · some artist` });
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForSelector('body[data-ready]');
    await page.focus('#message-input');
    const times: number[] = [];
    for (let typed = 0; typed < keys; typed += 1) {
      const started = performance.now();
      await page.keyboard.press('a');
      // Evaluated once the frame that shows the key has been drawn.
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
      times.push(performance.now() - started);
    }
    await page.close();
    return { name: `a key, ${messages} messages in the channel`, unit: 'ms', values: times };
  } finally {
    await playground.stop();
  }
}
