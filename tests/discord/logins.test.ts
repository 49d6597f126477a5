import { REST } from 'discord.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waitForLogins } from '../../src/discord/wait-for-logins.ts';
import { StoppedError } from '../../src/errors/stopped-error.ts';
import { createPlayground } from '../../src/playground/server.ts';
import { createMemoryLog } from '../support/memory-log.ts';

async function scene() {
  const log = createMemoryLog();
  const playground = createPlayground({ port: 0, logger: log.logger });
  const { apiUrl } = await playground.start();
  onTestFinished(() => playground.stop());
  const printed: string[] = [];
  const rest = new REST({ api: apiUrl }).setToken(playground.token);
  const now = () => new Date('2026-03-01T12:00:00Z');
  const deps = { rest, logger: log.logger, now, print: (line: string) => printed.push(line) };
  return { deps, log, printed, discord: playground.discord, playground };
}

describe('logins that Discord allows', () => {
  test('are not waited for while there are enough', async () => {
    const { deps, printed, discord, playground } = await scene();
    discord.logins = { total: 1_000, remaining: 11, resetAfterMs: 60_000 };
    await waitForLogins(deps, new AbortController().signal);
    expect(printed).toEqual([]);
    expect(playground.requests.map(({ path }) => path)).toEqual(['/gateway/bot']);
  });

  test('are waited for when few are left, and told', async () => {
    const { deps, log, printed, discord } = await scene();
    discord.logins = { total: 1_000, remaining: 10, resetAfterMs: 20 };
    const waiting = waitForLogins(deps, new AbortController().signal);
    await log.waitFor('waiting until Discord allows more logins');
    discord.logins = { total: 1_000, remaining: 1_000, resetAfterMs: 0 };
    await waiting;
    expect(printed).toEqual([expect.stringContaining('only 10 more logins until 2026-03-01 12:00 UTC')]);
  });

  test('a stop ends the wait', async () => {
    const { deps, log, discord } = await scene();
    discord.logins = { total: 1_000, remaining: 0, resetAfterMs: 24 * 3_600_000 };
    const stop = new AbortController();
    const waiting = expect(waitForLogins(deps, stop.signal)).rejects.toBeInstanceOf(StoppedError);
    await log.waitFor('waiting until Discord allows more logins');
    stop.abort();
    await waiting;
  });
});
