import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** Starts the installed Chromium. @throws when there is none: a browser test is never skipped silently. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `These tests need Chromium. There is none at ${CHROMIUM}: set CHROMIUM_PATH to where it is.`,
    );
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}
