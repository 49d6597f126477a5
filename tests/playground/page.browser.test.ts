import type { Interaction } from 'discord.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { COMMANDS, moodChill, startWithBot } from './harness.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Answers /mood with a card as the bot does, `count:5` only to who asked, `count:4` never. */
async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isButton()) await interaction.update({ content: 'pressed', components: [] });
  if (!interaction.isChatInputCommand()) return;
  const count = interaction.options.getInteger('count');
  if (count === 4) return;
  if (count === 5) {
    await interaction.reply({ content: 'only you', flags: 64 });
    return;
  }
  await interaction.deferReply();
  const card = await interaction.editReply({
    content: '**Night <b>Drive</b>**\nhttps://youtu.be/dQw4w9WgXcQ\n-# small print',
    components: [{ type: 1, components: [{ type: 2, style: 1, label: 'Press', custom_id: 'press' }] }],
  });
  await card.react('😌');
}

let playground: Awaited<ReturnType<typeof startWithBot>>;
let page: Page;
/** What the page complained about; nothing is expected, but that YouTube cannot be reached. */
let complaints: string[];
let asked: string[];

beforeEach(async () => {
  playground = await startWithBot(answer);
  await open();
});

/** Opens the page as a new visitor. */
async function open(size = { width: 1280, height: 800 }): Promise<void> {
  const context = await browser.newContext({ viewport: size });
  onTestFinished(() => context.close());
  page = await context.newPage();
  complaints = [];
  asked = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy|TypeError/.test(message.text())) complaints.push(message.text());
  });
  await page.route(/^https:/, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  await page.goto(playground.url);
  await page.waitForSelector('body[data-ready]');
}

const typeLine = async (text: string) => {
  await page.fill('#message-input', text);
  await page.press('#message-input', 'Enter');
};
const actAs = async (name: string) => {
  await page.click(`[data-member][data-name="${name}"]`);
  await page.waitForSelector(`[data-member][data-name="${name}"][aria-pressed="true"]`);
};

test('a member types a command, sees the card, and two members vote', async () => {
  await typeLine('/mood chill');
  const chill = page.locator('[data-reaction="😌"]');
  await chill.waitFor();
  expect(await chill.getAttribute('data-count')).toBe('1');
  expect(await page.locator('.markdown strong').textContent()).toBe('Night <b>Drive</b>');

  await chill.click();
  await page.waitForSelector('[data-reaction="😌"][data-count="2"][aria-pressed="true"]');
  await actAs('Kofi');
  await page.waitForSelector('[data-reaction="😌"][data-count="2"][aria-pressed="false"]');
  await chill.click();
  await page.waitForSelector('[data-reaction="😌"][data-count="3"]');
  await page.locator('.reactions [data-add-reaction]').click();
  await page.click('.reactions [data-emoji="😡"]');
  await page.waitForSelector('[data-reaction="😡"][data-count="1"]');
  await chill.click();
  await page.waitForSelector('[data-reaction="😌"][data-count="2"][aria-pressed="false"]');
  await page.hover('discord-message');
  await page.click('.tools [data-add-reaction]');
  await page.click('.tools [data-emoji="😡"][aria-pressed="true"]');
  await page.waitForSelector('[data-reaction="😡"]', { state: 'detached' });

  const { discord } = playground;
  const [card] = discord.messages(discord.channelNamed('music').id);
  expect(card?.reactions.map(({ emoji, memberIds }) => [emoji, memberIds])).toEqual([
    ['😌', [discord.bot.id, discord.memberNamed('Ada').id]],
  ]);
  expect(complaints).toEqual([]);
});

test('suggestions are taken with the keyboard alone', async () => {
  await page.focus('#message-input');
  await page.keyboard.type('/');
  const names = () =>
    page
      .locator('[data-suggestion]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-suggestion')));
  await page.waitForSelector('[data-suggestion]');
  expect(await names()).toEqual(['mood']);
  await page.keyboard.press('Tab');
  await page.waitForSelector('[data-suggestion="chill"]');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('[data-suggestion="confident-sassy"][aria-selected="true"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-suggestion="count"]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-suggestion]', { state: 'detached' });
  expect(await page.inputValue('#message-input')).toBe('/mood mood:confident-sassy ');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-message-id]');
  expect(await page.inputValue('#message-input')).toBe('');
});

test('a line that cannot be sent says why and stays', async () => {
  await typeLine('/mood gloomy');
  await page.waitForSelector('[data-problem]');
  expect(await page.textContent('[data-problem]')).toContain('gloomy');
  expect(await page.inputValue('#message-input')).toBe('/mood gloomy');
  await typeLine('/mood chill count:9');
  expect(await page.textContent('[data-problem]')).toContain('count');
});

test('an answer for one member is seen by nobody else and can be dismissed', async () => {
  await typeLine('/mood chill count:5');
  await page.waitForSelector('text=Only you can see this');
  await actAs('Kofi');
  expect(await page.locator('[data-message-id]').count()).toBe(0);
  await actAs('Ada');
  await page.click('[data-action="dismiss"]');
  await page.waitForSelector('[data-message-id]', { state: 'detached' });
});

test('a command without an answer is reported to who used it', async () => {
  await typeLine('/mood chill count:4');
  await page.waitForSelector('[data-notice="pending"]');
  await page.waitForSelector('[data-notice="failed"]');
  expect(await page.textContent('[data-notice]')).toContain('The application did not respond');
});

test('moderators clear reactions and delete messages, others are not offered it', async () => {
  await moodChill(playground);
  await page.waitForSelector('[data-reaction]');
  await page.hover('discord-message');
  expect(await page.locator('[data-action="more"]').count()).toBe(0);
  await actAs('Robin');
  await page.click('discord-message .markdown', { button: 'right' });
  await page.click('[data-action="clear-reactions"]');
  await page.waitForSelector('[data-reaction]', { state: 'detached' });
  await page.hover('discord-message');
  await page.click('[data-action="more"]');
  await page.click('[data-action="delete-message"]');
  await page.waitForSelector('[data-message-id]', { state: 'detached' });
});

test('only moderators are offered moderators’ commands', async () => {
  await page.fill('#message-input', '/');
  await page.waitForSelector('[data-suggestion="mood"]');
  expect(await page.locator('[data-suggestion="retrain"]').count()).toBe(0);
  await actAs('Robin');
  await page.fill('#message-input', '/r');
  await page.waitForSelector('[data-suggestion="retrain"]');
});

test('a video shows its picture, and plays in place only when asked', async () => {
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>';
  await page.route('https://i.ytimg.com/**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: 'image/svg+xml', body: picture });
  });
  await moodChill(playground);
  await page.waitForSelector('[data-video="dQw4w9WgXcQ"] .video-picture');
  await expect.poll(() => asked).toEqual(['https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg']);
  expect(await page.locator('iframe').count()).toBe(0);
  await page.click('button[data-play]');
  await page.waitForSelector('iframe');
  await expect
    .poll(() => asked.at(-1))
    .toMatch(/^https:\/\/www\.youtube-nocookie\.com\/embed\/dQw4w9WgXcQ\?/);
  expect(complaints).toEqual([]);
});

test('where YouTube cannot be reached, the card has a placeholder and a link', async () => {
  await moodChill(playground);
  await page.waitForSelector('[data-video="dQw4w9WgXcQ"] .video-placeholder');
  expect(await page.getAttribute('a[data-play]', 'href')).toBe('https://youtu.be/dQw4w9WgXcQ');
  expect(complaints).toEqual([]);
});

test('buttons of the bot work', async () => {
  await moodChill(playground);
  await page.click('[data-custom-id="press"]');
  await page.waitForSelector('text=pressed');
});

test('what happens elsewhere appears, and the reader stays where they are', async () => {
  const { discord } = playground;
  const say = { memberId: discord.memberNamed('Mei').id, channelId: discord.channelNamed('music').id };
  for (let at = 1; at <= 40; at += 1) discord.say({ ...say, content: `line ${at}` });
  await page.waitForSelector('text=line 40');
  const fromEnd = () =>
    page.locator('#scroller').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  // A page hears of scrolling with the next frame, and of two moves within one frame as one.
  const nextFrame = () =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await expect.poll(fromEnd).toBeLessThan(5);
  await nextFrame();
  await page.locator('#scroller').evaluate((box) => box.scrollTo(0, 0));
  await nextFrame();
  expect(await fromEnd()).toBeGreaterThan(500);
  discord.say({ ...say, content: 'the newest' });
  await page.click('text=New messages');
  await expect.poll(fromEnd).toBeLessThan(5);

  discord.say({ ...say, channelId: discord.channelNamed('chill-corner').id, content: 'elsewhere' });
  expect(await page.locator('text=elsewhere').count()).toBe(0);
  await page.click('[data-channel][data-name="chill-corner"]');
  await page.waitForSelector('text=elsewhere');
});

test('the page follows the bot leaving and its commands changing', async () => {
  await playground.client.application.commands.set([...COMMANDS, { name: 'stats', description: 'Numbers' }]);
  await page.fill('#message-input', '/st');
  await page.waitForSelector('[data-suggestion="stats"]');
  await playground.client.destroy();
  await page.waitForSelector('text=Moodring is offline');
});

test('on a phone nothing is wider than the screen and the lists open as drawers', async () => {
  await open({ width: 390, height: 800 });
  await moodChill(playground);
  await page.waitForSelector('[data-video]');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.click('[data-drawer="members"]');
  await actAs('Mei');
  await page.waitForSelector('[data-member][data-name="Mei"]', { state: 'hidden' });
});

test('the hint of the first visit stays away once it is closed', async () => {
  await page.click('[data-action="close-hint"]');
  await page.waitForSelector('#hint', { state: 'detached' });
  await page.reload();
  await page.waitForSelector('body[data-ready]');
  expect(await page.locator('#hint').count()).toBe(0);
});

test('typing draws no message again, and a new message only itself', async () => {
  const { discord } = playground;
  const say = (content: string) =>
    discord.say({
      memberId: discord.memberNamed('Ada').id,
      channelId: discord.channelNamed('music').id,
      content,
    });
  for (let said = 1; said <= 40; said += 1) say(`message ${said}`);
  await page.locator('[data-message-id]').nth(39).waitFor();

  const profiler = await page.context().newCDPSession(page);
  await profiler.send('Profiler.enable');
  await profiler.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  /** How often messages were drawn since the last call. */
  const drawn = async () => {
    const { result } = await profiler.send('Profiler.takePreciseCoverage');
    const functions = result
      .filter(({ url }) => url.endsWith('/message-view.js'))
      .flatMap((one) => one.functions);
    return functions.find(({ functionName }) => functionName === 'messageView')?.ranges[0]?.count ?? 0;
  };
  await drawn();

  await page.locator('#message-input').pressSequentially('/mood chill and some words');
  expect(await drawn()).toBe(0);

  say('one more');
  await page.locator('[data-message-id]').nth(40).waitFor();
  expect(await drawn()).toBe(1);
});
