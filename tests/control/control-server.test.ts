import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { type CliCommand, type CommandIo, defineCommand } from '../../src/cli/command.ts';
import { InterruptedError } from '../../src/cli/errors/interrupted-error.ts';
import { deadlineIn } from '../../src/concurrency/deadline.ts';
import { readConfig } from '../../src/config.ts';
import { runOnHolder } from '../../src/control/control-client.ts';
import { controlSocketPath } from '../../src/control/control-path.ts';
import { type ControlServerOptions, createControlServer } from '../../src/control/control-server.ts';
import { LONGEST_MESSAGE, PROTOCOL } from '../../src/control/protocol.ts';
import { UserError } from '../../src/errors/user-error.ts';
import { servicesOn } from '../cli/services.ts';

const RELEASE = '1.2.3';
const HOLDER = { pid: 4_321, since: '2026-03-01T00:00:00.000Z' };
const HELLO = { type: 'hello', protocol: PROTOCOL, release: RELEASE };
const anything = z.unknown();

/** A command of these tests: any arguments, any result. */
function command(run: (io: CommandIo, args: unknown) => Promise<unknown>): CliCommand {
  return defineCommand({ args: anything, result: anything, run: (_deps, args, io) => run(io, args) });
}

async function dataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'moodring-control-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A started server; no command of these tests looks at the database. */
async function serve(commands: Record<string, CliCommand>, options: Partial<ControlServerOptions> = {}) {
  const path = controlSocketPath(await dataDirectory());
  const { stop: _, ...services } = servicesOn({} as Database);
  const logger = pino({ level: 'silent' });
  const config = readConfig({});
  const server = createControlServer({
    services,
    config,
    logger,
    path,
    commands,
    release: RELEASE,
    ...options,
  });
  await server.start();
  onTestFinished(() => server.stop());
  return { server, path: options.path ?? path };
}

interface AskOptions {
  readonly args?: unknown;
  readonly input?: readonly string[];
  readonly signal?: AbortSignal;
  readonly release?: string;
  readonly answerMs?: number;
  readonly onProgress?: CommandIo['progress'];
}

/** Asks as the command line does; resolves to the result and everything that was put out. */
async function ask(controlSocket: string, name: string, options: AskOptions = {}) {
  const {
    args = {},
    input = [],
    signal = new AbortController().signal,
    onProgress = () => {},
    ...rest
  } = options;
  let output = '';
  const io: CommandIo = {
    progress: onProgress,
    async *input() {
      yield* input;
    },
    async output(piece) {
      output += piece;
    },
    signal,
  };
  const holder = { ...HOLDER, controlSocket };
  const client = { directory: 'data/pg', holder, release: RELEASE, ...rest };
  const result = await runOnHolder(client, { command: name, args, io });
  return { result, output };
}

function lines(...messages: readonly object[]): string {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('');
}

/** Sends bytes as they are and gives back the lines that are answered. */
async function raw(path: string, bytes: string): Promise<unknown[]> {
  const socket = connect(path);
  socket.write(bytes);
  const answer = await text(socket);
  return answer
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const echo = command(async ({ input, output, progress }, args) => {
  let length = 0;
  for await (const piece of input()) {
    progress({ stage: 'echoing', done: length, total: 0 });
    await output(piece);
    length += piece.length;
  }
  return { args, length };
});

test('arguments and input go over, progress, output and the result come back', async () => {
  const { path } = await serve({ echo });
  const seen: unknown[] = [];
  const long = '😌\n"'.repeat(100_000);
  const { result, output } = await ask(path, 'echo', {
    args: { mood: 'chill' },
    input: ['one ', long, ''],
    onProgress: ({ stage, done }) => seen.push([stage, done]),
  });
  expect(result).toEqual({ args: { mood: 'chill' }, length: long.length + 4 });
  expect(output === `one ${long}`).toBe(true);
  expect(seen[0]).toEqual(['echoing', 0]);
});

test('two commands run side by side', async () => {
  const first = Promise.withResolvers<void>();
  const { path } = await serve({
    wait: command(() => first.promise.then(() => null)),
    go: command(async () => {
      first.resolve();
      return null;
    }),
  });
  await Promise.all([ask(path, 'wait'), ask(path, 'go')]);
});

test('errors come back with their names and exit codes', async () => {
  const { path } = await serve({
    mine: command(() => Promise.reject(new UserError('already-running', 'Please wait.'))),
    bug: command(() => Promise.reject(new TypeError('x is undefined'))),
  });
  await expect(ask(path, 'mine')).rejects.toMatchObject({
    report: { name: 'UserError', id: 'already-running', message: 'Please wait.', exitCode: 2 },
  });
  await expect(ask(path, 'bug')).rejects.toMatchObject({ report: { name: 'TypeError', exitCode: 1 } });
  await expect(ask(path, 'none')).rejects.toMatchObject({ report: { name: 'ControlProtocolError' } });
  await expect(ask(path, 'constructor')).rejects.toMatchObject({ report: { name: 'ControlProtocolError' } });
});

test('arguments are judged before the command sees them', async () => {
  const strict = defineCommand({
    args: z.object({ count: z.int() }),
    result: z.object({ count: z.int() }),
    run: async (_deps, { count }) => ({ count }),
  });
  const { path } = await serve({ strict });
  expect(await ask(path, 'strict', { args: { count: 2 } })).toMatchObject({ result: { count: 2 } });
  await expect(ask(path, 'strict', { args: { count: 'all' } })).rejects.toThrow(
    /unexpected arguments \(count/,
  );
});

test('a failure of the input ends the command, and is what is told', async () => {
  const ended = Promise.withResolvers<unknown>();
  const { path } = await serve({
    read: command(async ({ input }) => {
      try {
        for await (const _ of input());
      } catch (error) {
        ended.resolve(error);
        throw error;
      }
    }),
  });
  const io: CommandIo = {
    progress() {},
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async *input() {
      throw new Error('the disk is gone');
    },
    output: async () => {},
    signal: new AbortController().signal,
  };
  const client = { directory: 'data/pg', holder: { ...HOLDER, controlSocket: path }, release: RELEASE };
  await expect(runOnHolder(client, { command: 'read', args: {}, io })).rejects.toThrow('the disk is gone');
  expect(await ended.promise).toMatchObject({ name: 'AskerGoneError' });
});

test('Ctrl+C tells the command to end, and its result still comes', async () => {
  const interrupt = new AbortController();
  const { path } = await serve({
    long: command(async ({ signal, progress }) => {
      progress({ stage: 'running', done: 0, total: 0 });
      await once(signal, 'abort');
      return String(signal.reason.name);
    }),
  });
  const onProgress = () => interrupt.abort(new InterruptedError());
  const { result } = await ask(path, 'long', { signal: interrupt.signal, onProgress });
  expect(result).toBe('InterruptedError');
});

test('a command whose asker hangs up is told to end', async () => {
  const running = Promise.withResolvers<void>();
  const reason = Promise.withResolvers<unknown>();
  const { path } = await serve({
    long: command(async ({ signal }) => {
      running.resolve();
      await once(signal, 'abort');
      reason.resolve(signal.reason);
    }),
  });
  const socket = connect(path);
  socket.write(lines(HELLO, { type: 'run', command: 'long', args: {} }));
  await running.promise;
  socket.destroy();
  expect(await reason.promise).toMatchObject({ name: 'AskerGoneError' });
});

test('a stop tells commands to end and waits for them', async () => {
  const running = Promise.withResolvers<void>();
  const { server, path } = await serve({
    long: command(async ({ signal }) => {
      running.resolve();
      await once(signal, 'abort');
      return signal.reason.name;
    }),
  });
  const asked = ask(path, 'long');
  await running.promise;
  await server.stop();
  expect(await asked).toMatchObject({ result: 'ServerStoppingError' });
  await expect(ask(path, 'long')).rejects.toMatchObject({ name: 'HolderUnreachableError' });
  expect(await readdir(join(path, '..'))).toEqual([]);
});

test('a stop ends a command that waits for its input', async () => {
  const waiting = Promise.withResolvers<void>();
  const { server, path } = await serve({
    read: command(async ({ input }) => {
      for await (const _ of input());
    }),
  });
  async function* endless() {
    yield 'one piece';
    waiting.resolve();
    await new Promise(() => {});
  }
  const io: CommandIo = {
    progress() {},
    input: endless,
    output: async () => {},
    signal: new AbortController().signal,
  };
  const client = { directory: 'data/pg', holder: { ...HOLDER, controlSocket: path }, release: RELEASE };
  const asked = runOnHolder(client, { command: 'read', args: {}, io }).catch((error: unknown) => error);
  await waiting.promise;
  await server.stop();
  expect(await asked).toMatchObject({ report: { name: 'ServerStoppingError', exitCode: 4 } });
});

test('a stop waits no longer than it may, and the asker is told that the command was lost', async () => {
  const running = Promise.withResolvers<void>();
  const deaf = command(() => {
    running.resolve();
    return new Promise(() => {});
  });
  const { server, path } = await serve({ deaf });
  const asked = ask(path, 'deaf').catch((error: unknown) => error);
  await running.promise;
  await server.stop(deadlineIn(20));
  expect(await asked).toMatchObject({ name: 'HolderLostError', pid: HOLDER.pid });
});

test('a stop does not wait for a connection that has asked for nothing', async () => {
  const { server, path } = await serve({ echo });
  const socket = connect(path);
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await server.stop();
  await closed;
});

test('only this user can reach the socket', async () => {
  const { path } = await serve({ echo });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
});

test('nothing is said to a socket that other users may have put there', async () => {
  const { path } = await serve({ echo });
  await chmod(dirname(path), 0o777);
  await expect(ask(path, 'echo')).rejects.toMatchObject({
    name: 'HolderUnreachableError',
    cause: { name: 'PrivateDirectoryError' },
  });
});

test('a socket that a killed process left behind is replaced', async () => {
  const { server, path } = await serve({ echo });
  await server.stop();
  const listen = "require('node:net').createServer().listen(process.argv[1], () => console.log('listening'))";
  const killed = spawn(process.execPath, ['-e', listen, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect((await stat(path)).isSocket()).toBe(true);
  await serve({ echo }, { path });
  expect(await ask(path, 'echo', { input: ['new'] })).toMatchObject({ output: 'new' });
});

test('another file in the place of the socket is left alone', async () => {
  const { server, path } = await serve({ echo });
  await server.stop();
  await writeFile(path, 'precious');
  await expect(serve({ echo }, { path })).rejects.toMatchObject({ name: 'PrivateDirectoryError' });
});

test.each(['1.2.2', '1.3.0'])('a command line of version %s is refused by name', async (release) => {
  const { path } = await serve({ echo });
  await expect(ask(path, 'echo', { release })).rejects.toMatchObject({
    report: { name: 'VersionMismatchError', exitCode: 4, message: expect.stringContaining(`${release}.`) },
  });
});

test.each<[string, object[], string]>([
  ['another protocol', [{ ...HELLO, protocol: PROTOCOL + 1, locale: 'de' }], 'VersionMismatchError'],
  ['a command without a hello', [{ type: 'run', command: 'echo', args: {} }], 'ControlProtocolError'],
  ['a hello without a version', [{ type: 'hello' }], 'ControlProtocolError'],
  ['an unknown message', [{ type: 'format-disk' }], 'ControlProtocolError'],
])('%s is refused', async (_, messages, name) => {
  const { path } = await serve({ echo });
  expect(await raw(path, lines(...messages))).toMatchObject([{ type: 'error', error: { name } }]);
});

test('input that was not asked for ends the command', async () => {
  const { path } = await serve({
    long: command(async ({ signal }) => {
      await once(signal, 'abort');
      return signal.reason.name;
    }),
  });
  const run = { type: 'run', command: 'long', args: {} };
  expect(await raw(path, lines(HELLO, run, { type: 'input', text: 'x' }))).toEqual([
    { type: 'accepted' },
    { type: 'result', result: 'ControlProtocolError' },
  ]);
});

test.each([
  ['what is not JSON', 'GET / HTTP/1.1\r\n\r\n'],
  ['an endless line', 'x'.repeat(LONGEST_MESSAGE + 1)],
])('%s is refused, and the next asker is served', async (_, bytes) => {
  const { path } = await serve({ echo });
  expect(await raw(path, bytes)).toMatchObject([{ type: 'error', error: { name: 'ControlProtocolError' } }]);
  expect(await ask(path, 'echo', { input: ['still here'] })).toMatchObject({ output: 'still here' });
});

/** Something that listens where a holder should. */
async function impostor(onConnection: (socket: Socket) => void): Promise<string> {
  const path = join(await dataDirectory(), 's');
  const server = createServer(onConnection).listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return path;
}

test.each<[string, (socket: Socket) => void]>([
  ['says nothing', (socket) => void socket.on('error', () => {}).resume()],
  ['hangs up', (socket) => void socket.destroy()],
])('of a holder that %s it is told who it is, and that nothing was changed', async (_, behave) => {
  const path = await impostor(behave);
  await expect(ask(path, 'echo', { answerMs: 50 })).rejects.toMatchObject({
    name: 'HolderUnreachableError',
    message: expect.stringMatching(/process 4321 since 2026-03-01T00:00:00.000Z.*Nothing was changed/),
  });
});

test.each([
  ['no JSON', 'hello\n'],
  ['something else', '{"type":"hello"}\n'],
  ['a result at once', '{"type":"result","result":1}\n'],
  ['an endless line', 'x'.repeat(LONGEST_MESSAGE + 1)],
])('a holder that answers %s is not believed', async (_, answer) => {
  const path = await impostor((socket) => void socket.on('error', () => {}).write(answer));
  await expect(ask(path, 'echo')).rejects.toMatchObject({ name: 'ControlProtocolError' });
});
