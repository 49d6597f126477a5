import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { lockDirectory } from '../db/directory-lock.ts';
import { DatabaseInUseError } from '../db/errors/database-in-use-error.ts';
import { type App, createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { controlSocketPath } from '../src/control/control-path.ts';
import { StoppedError } from '../src/errors/stopped-error.ts';
import { PortInUseError } from '../src/playground/port-in-use-error.ts';
import { createPlayground } from '../src/playground/server.ts';
import { createMemoryLog } from './support/memory-log.ts';

const HOLDER = { pid: process.pid, since: '2026-03-01T00:00:00.000Z', controlSocket: '' };

function app(dataDir: string, environment: Readonly<Record<string, string>> = {}) {
  const log = createMemoryLog();
  const printed: string[] = [];
  const fatal: Error[] = [];
  const made: App = createApp({
    config: readConfig({ DATA_DIR: dataDir, PORT: '0', ...environment }),
    logger: log.logger,
    now: () => new Date(),
    random: Math.random,
    print: (line) => printed.push(line),
    onFatal: (reason) => fatal.push(reason),
  });
  return { app: made, log, printed, fatal };
}

/** Nobody holds the database, nobody is written down as its holder, and nobody takes commands for it. */
function expectNothingLeft(dataDir: string): void {
  expect(existsSync(join(dataDir, 'pg.holder.json'))).toBe(false);
  expect(existsSync(controlSocketPath(dataDir))).toBe(false);
  lockDirectory(dataDir, HOLDER).release();
}

/** A port of loopback that is taken until the test is over. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('the whole program', () => {
  // Filling an empty database and training its first model takes seconds, so every test gets a copy.
  let filled = '';
  let dataDir = '';
  beforeAll(async () => {
    filled = await mkdtemp(join(tmpdir(), 'moodring-app-'));
    const { app: first } = app(filled);
    await first.start();
    await first.stop();
  }, 120_000);
  afterAll(() => rm(filled, { recursive: true, force: true }));
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'moodring-app-'));
    await cp(filled, dataDir, { recursive: true });
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  async function commandsOf(playgroundUrl: string | undefined): Promise<string[]> {
    const response = await fetch(new URL('/page/state', playgroundUrl));
    const { commands } = (await response.json()) as { commands: { name: string }[] };
    return commands.map((command) => command.name);
  }

  test('starts on a playground that forgot its commands, which gets them again, and stops without a trace', async () => {
    await rm(join(dataDir, 'playground.json'));
    const { app: running, log, printed, fatal } = app(dataDir);
    const { playgroundUrl } = await running.start();
    expect(printed.join('\n')).toContain(playgroundUrl);
    expect(await commandsOf(playgroundUrl)).toContain('mood');
    expect(() => lockDirectory(dataDir, HOLDER)).toThrow(DatabaseInUseError);
    await running.stop();
    expectNothingLeft(dataDir);
    await expect(commandsOf(playgroundUrl)).rejects.toThrow();
    expect(log.lines.filter((line) => line.level >= 50)).toEqual([]);
    expect(fatal).toEqual([]);
  });

  test('a start that finds its port in use stops what it had started', async () => {
    const { app: failing, log } = app(dataDir, { PORT: String(await takenPort()) });
    await expect(failing.start()).rejects.toBeInstanceOf(PortInUseError);
    await log.waitFor('taking commands');
    expectNothingLeft(dataDir);
  });

  test('a start that Discord turns away stops what it had started', async () => {
    const playground = createPlayground({ port: 0, logger: createMemoryLog().logger });
    const { apiUrl } = await playground.start();
    onTestFinished(() => playground.stop());
    const { app: failing, log } = app(dataDir, {
      DISCORD_TOKEN: `${playground.token}x`,
      DISCORD_API_URL: apiUrl,
    });
    await expect(failing.start()).rejects.toThrow();
    await log.waitFor('taking commands');
    expect(playground.discord.botOnline).toBe(false);
    expectNothingLeft(dataDir);
  });

  test('a stop ends a start that waits until Discord allows more logins', async () => {
    const playground = createPlayground({ port: 0, logger: createMemoryLog().logger });
    const { apiUrl } = await playground.start();
    onTestFinished(() => playground.stop());
    playground.discord.logins = { total: 1_000, remaining: 2, resetAfterMs: 20 * 3_600_000 };
    const {
      app: waiting,
      log,
      printed,
    } = app(dataDir, {
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: apiUrl,
    });
    const ended = expect(waiting.start()).rejects.toBeInstanceOf(StoppedError);
    await log.waitFor('waiting until Discord allows more logins');
    await waiting.stop();
    await ended;
    expect(printed).toEqual([expect.stringContaining('only 2 more logins')]);
    expect(playground.discord.botOnline).toBe(false);
    expectNothingLeft(dataDir);
  });

  test('a start that cannot make its control socket does without it and says so', async () => {
    // What a directory that another user made first comes to as well.
    await rm(join(dataDir, 'control'), { recursive: true, force: true });
    await writeFile(join(dataDir, 'control'), '');
    const { app: running, log, fatal } = app(dataDir);
    const { playgroundUrl } = await running.start();
    expect(await commandsOf(playgroundUrl)).toContain('mood');
    await running.stop();
    expectNothingLeft(dataDir);
    expect(log.lines.filter((line) => line.level >= 40)).toEqual([
      expect.objectContaining({ level: 40, msg: expect.stringContaining('no control socket') }),
    ]);
    expect(fatal).toEqual([]);
  });

  test('a start that finds the database held leaves it to its holder', async () => {
    const held = lockDirectory(dataDir, HOLDER);
    const { app: failing } = app(dataDir);
    await expect(failing.start()).rejects.toBeInstanceOf(DatabaseInUseError);
    expect(existsSync(join(dataDir, 'pg.holder.json'))).toBe(true);
    held.release();
    expectNothingLeft(dataDir);
    const { app: next } = app(dataDir);
    await next.start();
    await next.stop();
  });

  test('a stop at once ends the start and leaves nothing', async () => {
    const { app: starting, printed } = app(dataDir);
    const start = starting.start();
    const ended = expect(start).rejects.toBeInstanceOf(StoppedError);
    await starting.stop();
    expectNothingLeft(dataDir);
    await ended;
    expect(printed).toEqual([]);
  });

  test.each([
    'database ready',
    'model loaded',
    'taking commands',
    'commands registered',
    'scheduler started',
  ])('a stop at “%s” ends the start and leaves nothing', async (moment) => {
    const { app: starting, log, printed } = app(dataDir);
    const start = starting.start();
    const ended = expect(start).rejects.toBeInstanceOf(StoppedError);
    await log.waitFor(moment);
    await starting.stop();
    expectNothingLeft(dataDir);
    await ended;
    expect(printed).toEqual([]);
    expect(log.lines.filter((line) => line.level >= 50)).toEqual([]);
  });
});
