import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = resolve(import.meta.dirname, '../..');

/** What `npm start` gives to Node: its options and the program. */
const ARGS = manifest.scripts.start.replace(/^exec node /, '').split(' ');
const PROGRAM = resolve(ROOT, ARGS.pop() ?? '');

/** `npm start` as a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  /** The playground's page; empty where Discord is another one. */
  readonly url: string;
  /** Every log line so far, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** What it printed for people. */
  readonly printed: readonly string[];
  /** Resolves once `count` lines with this message were logged. */
  waitForLog(message: string, count?: number): Promise<void>;
  /** Sends a signal and waits for the end. @returns the exit code, null after a signal that cannot be caught. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts the program with these variables alone and waits until it says that it is ready. */
export async function startProgram(environment: Readonly<Record<string, string>>): Promise<Program> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...ARGS, PROGRAM], {
    // A folder without the `.env` of whoever runs the tests.
    cwd: import.meta.dirname,
    env: {
      PATH,
      HOME,
      PORT: '0',
      // Said to be meant; beside a token it is a mistake.
      ...(environment.DISCORD_TOKEN === undefined && { PLAYGROUND: 'true' }),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log: Record<string, unknown>[] = [];
  const printed: string[] = [];
  const watchers = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) log.push(JSON.parse(line));
    else printed.push(line);
    for (const watch of watchers) watch();
  });
  const exit = once(child, 'exit');

  function wait(holds: () => boolean, what: string): Promise<void> {
    return new Promise((done, fail) => {
      const watch = () => {
        if (!holds()) return;
        watchers.delete(watch);
        done();
      };
      watchers.add(watch);
      void exit.then(() => fail(new Error(`the program ended before ${what}`)));
      watch();
    });
  }
  await wait(() => printed.some((line) => line.includes('Moodring is ready')), 'it was ready');
  return {
    child,
    url: printed.join('\n').match(/ready: {2}(http:\/\/\S+)/)?.[1] ?? '',
    log,
    printed,
    waitForLog: (message, count = 1) =>
      wait(() => log.filter((line) => line.msg === message).length >= count, message),
    async end(signal) {
      child.kill(signal);
      const [code] = await exit;
      return code;
    },
  };
}
