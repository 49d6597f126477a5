import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOOD_INFO, MOODS } from '../../src/moods.ts';
import { launchChromium } from '../support/chromium.ts';
import { type Program, startProgram } from '../support/program.ts';

/** What somebody does who has just typed `npm start`. The steps build on each other. */
describe('the first steps on the page', () => {
  let dataDir: string;
  let program: Program;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'moodring-browser-'));
    [program, browser] = await Promise.all([startProgram({ DATA_DIR: dataDir }), launchChromium()]);
    page = await browser.newPage();
    // There is no YouTube here: what the page asks of it is refused at once.
    await page.route(/^https:/, (route) => route.abort());
    await page.goto(program.url);
    await page.waitForSelector('body[data-ready]');
  });
  afterAll(async () => {
    await browser?.close();
    await program?.end('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  const send = async (line: string) => {
    await page.fill('#message-input', line);
    await page.press('#message-input', 'Enter');
  };
  const actAs = async (name: string) => {
    await page.click(`[data-member][data-name="${name}"]`);
    await page.waitForSelector(`[data-member][data-name="${name}"][aria-pressed="true"]`);
  };

  test('/mood chill shows a song that can be played, with six moods to choose from', async () => {
    await actAs('Ada');
    await send('/mood chill');
    const card = page.locator('[data-message-id]').filter({ has: page.locator('[data-video]') });
    await card.waitFor();
    for (const mood of MOODS) await card.locator(`[data-reaction="${MOOD_INFO[mood].emoji}"]`).waitFor();
    const text = (await card.textContent()) ?? '';
    expect(text).toMatch(/Licence: .+Why: \d+ % chill/s);
    expect(text).not.toContain('\\');
  });

  test('two members label it', async () => {
    const reaction = page.locator(`[data-reaction="${MOOD_INFO.happy.emoji}"]`);
    await reaction.click();
    await page.waitForSelector(
      `[data-reaction="${MOOD_INFO.happy.emoji}"][data-count="2"][aria-pressed="true"]`,
    );
    await actAs('Kofi');
    await reaction.click();
    await page.waitForSelector(`[data-reaction="${MOOD_INFO.happy.emoji}"][data-count="3"]`);
    await program.waitForLog('vote committed', 2);
  });

  test('a member is not offered /retrain, a moderator is, and sees old against new', async () => {
    await page.fill('#message-input', '/');
    await page.waitForSelector('[data-suggestion="mood"]');
    expect(await page.locator('[data-suggestion="retrain"]').count()).toBe(0);
    await page.fill('#message-input', '');
    await actAs('Robin');
    await send('/retrain');
    const report = page.locator('[data-message-id]').filter({ hasText: 'macro-F1' });
    await report.waitFor();
    expect(await report.textContent()).toMatch(/labels used\s+449\s+4(49|50)/);
  });

  test('a moderator sees pictures of how good the model is, under the command that asked for them', async () => {
    await send('/model report');
    const report = page
      .locator('[data-message-id]')
      .filter({ has: page.locator('img[alt^="Confusion matrix"]') });
    await report.waitFor();
    for (const name of ['Learning curve', 'Reliability diagram', 'Mood shares'])
      await report.locator(`img[alt^="${name}"]`).waitFor();
    expect(await report.locator('discord-command').getAttribute('command')).toBe('model report');
  });
});
