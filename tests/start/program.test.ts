import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { lockDirectory } from '../../db/directory-lock.ts';
import { startProgram } from '../support/program.ts';
import { BOT, CLI, checkout, watch } from './process.ts';

const HOLDER = { pid: process.pid, since: '2026-03-01T00:00:00.000Z', controlSocket: '' };
const KEY = 'AIzaSyD-not-a-real-key-0123456789abcdef';
const LOSES_AN_ERROR = ['--import', join(import.meta.dirname, 'lose-an-error.mjs')];

/** npm as it runs these tests, or as it is found. */
const [npm, npmArgs]: [string, string[]] =
  process.env.npm_execpath === undefined ? ['npm', []] : [process.execPath, [process.env.npm_execpath]];

describe('the process', { timeout: 200_000 }, () => {
  let filled = '';
  let dataDir = '';
  beforeAll(async () => {
    filled = await mkdtemp(join(tmpdir(), 'moodring-process-'));
    const first = await startProgram({ DATA_DIR: filled });
    expect(await first.end('SIGTERM')).toBe(0);
  }, 400_000);
  afterAll(() => rm(filled, { recursive: true, force: true }));
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'moodring-process-'));
    await cp(filled, dataDir, { recursive: true });
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  function expectFree(): void {
    expect(existsSync(join(dataDir, 'pg.holder.json'))).toBe(false);
    lockDirectory(dataDir, HOLDER).release();
  }

  test('SIGTERM to npm alone reaches the bot, which stops before npm does and leaves nothing', async () => {
    const running = watch(npm, [...npmArgs, 'start'], { DATA_DIR: dataDir }, await checkout());
    await running.line(/Moodring is ready/);
    running.child.kill('SIGTERM');
    await running.ended;
    expect(running.out.join('\n')).toContain('"msg":"stopping"');
    expectFree();
  });

  test('one whose output nobody reads any more ends quietly', async () => {
    const running = watch(process.execPath, [BOT], { DATA_DIR: dataDir, PLAYGROUND: 'true' });
    await running.line(/Moodring is starting/);
    running.child.stdout?.destroy();
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.err).toEqual([]);
    expectFree();
  });

  test('one that is ready and whose log nobody reads any more ends with the next line of it', async () => {
    const running = watch(process.execPath, [BOT], {
      DATA_DIR: dataDir,
      PLAYGROUND: 'true',
      LOG_LEVEL: 'debug',
    });
    const ready = await running.line(/Moodring is ready/);
    running.child.stdout?.destroy();
    // A connection from elsewhere is refused, and that is logged.
    const { hostname, port } = new URL(ready.split(/\s+/).at(-1) ?? '');
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    // The process may end before it answers.
    socket.on('error', () => undefined);
    socket.end(
      'GET /gateway HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.err).toEqual([]);
  });

  test('a port in use ends it with a code that services do not start again', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const running = watch(process.execPath, [BOT], { DATA_DIR: dataDir, PORT: port, PLAYGROUND: 'true' });
    expect(await running.ended).toEqual({ code: 3, signal: null });
    expect(running.err.join('\n')).toContain(`Port ${port} is in use already.`);
  });

  test('one without a token that no terminal watches warns that it is no bot on Discord', async () => {
    const running = watch(process.execPath, [BOT], { DATA_DIR: dataDir });
    await once(running.child.stderr ?? running.child, 'data');
    running.child.kill('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.err).toEqual([
      expect.stringContaining('WARNING: this is the playground and no bot on Discord'),
    ]);
  });

  test('an error that nothing catches is logged without its properties, stops the bot and leaves nothing', async () => {
    const running = watch(process.execPath, [...LOSES_AN_ERROR, BOT], {
      DATA_DIR: dataDir,
      PLAYGROUND: 'true',
      LOSE_AFTER_MS: '4000',
      LOST_KEY: KEY,
    });
    expect(await running.ended).toEqual({ code: 1, signal: null });
    const fatal = running.out.find((line) => line.includes('"msg":"cannot go on"'));
    expect(JSON.parse(fatal ?? '{}')).toMatchObject({ level: 60, err: { name: 'Error', message: 'lost' } });
    expect([...running.out, ...running.err].join('\n')).not.toContain(KEY);
    expectFree();
  });

  test('an error that nothing catches ends the command line without its properties', async () => {
    const run = watch(process.execPath, [...LOSES_AN_ERROR, CLI, 'stats'], {
      DATA_DIR: dataDir,
      LOSE_AFTER_MS: '0',
      LOST_KEY: KEY,
    });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.err.join('\n')).toContain('Error: lost');
    expect([...run.out, ...run.err].join('\n')).not.toContain(KEY);
  });
});
