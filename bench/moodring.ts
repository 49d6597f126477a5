import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import manifest from '../package.json' with { type: 'json' };
import { VARIABLES } from '../src/config.ts';
import type { Cleanup } from './cleanup.ts';

const MAIN = join(import.meta.dirname, '../src/start.cjs');
const PROBE = join(import.meta.dirname, 'loop-probe.ts');
/** Node's options of `npm start`. */
const OPTIONS = manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'));
/** A process that takes longer to start has failed. */
const START_MS = 300_000;
/** Longer than Moodring gives itself; then it is killed. */
const STOP_MS = 40_000;
/** Longest wait for something to be logged. */
const LOG_MS = 120_000;
/** How many lines of a process that failed are shown. */
const LAST_LINES = 20;
const READY = /Moodring is ready(?:: +(?<url>\S+))?/;

export interface MoodringOptions {
  /** Moodring's variables; those of the bench's own environment are not passed on. */
  readonly settings: Readonly<Record<string, string>>;
  /** Loads the probe of {@link Moodring.longestStall} and {@link Moodring.heap}. */
  readonly probe?: boolean;
  /** Another program that says it is ready in the same words; Moodring unless given. */
  readonly program?: string;
}

/** A running `src/start.cjs`. */
export interface Moodring {
  readonly pid: number;
  /** From the start of the process until it said that it was ready, in milliseconds. */
  readonly readyMs: number;
  /** Its page; undefined where it is on somebody else's Discord. */
  readonly url: string | undefined;
  /** The longest time that its event loop was held up since the last call, in milliseconds. */
  longestStall(): Promise<number>;
  /** What the main thread's heap holds at this moment, in bytes. */
  heap(): Promise<number>;
  /** How many lines it has logged with this message. */
  logged(message: string): number;
  /** Resolves once that many lines were logged with this message. */
  waitForLog(message: string, count: number): Promise<void>;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** Ends it as a power cut would, but for the system's memory. */
  kill(): Promise<void>;
}

/** Starts `src/start.cjs` as `npm start` does and waits until it says that it is ready. */
export async function startMoodring(cleanup: Cleanup, options: MoodringOptions): Promise<Moodring> {
  const { settings, probe = false, program = MAIN } = options;
  const inherited = Object.entries(process.env).filter(([name]) => !VARIABLES.includes(name));
  const started = performance.now();
  // Options of Node that the bench was started with are tried out on what it measures.
  const nodeOptions = [...OPTIONS, ...process.execArgv, ...(probe ? ['--import', PROBE] : [])];
  const child = spawn(process.execPath, [...nodeOptions, program], {
    // A folder without the `.env` of this checkout.
    cwd: import.meta.dirname,
    // What is measured is the bot, and the few members here ask more than members do.
    env: { ...Object.fromEntries(inherited), PACE: 'false', ...settings },
    stdio: ['ignore', 'pipe', 'pipe', ...(probe ? (['ipc'] as const) : [])],
  });
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) {
    const [error] = await once(child, 'error');
    throw error;
  }
  const exited = once(child, 'exit');
  const stop = cleanup.add(async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(kill);
  });

  const lines: string[] = [];
  const remember = (line: string) => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
  };
  createInterface(stderr).on('line', remember);
  const logged = new Map<string, number>();
  const told = new EventEmitter();
  told.setMaxListeners(0);
  const count = (line: string) => {
    const message = /"msg":"([^"]*)"/.exec(line)?.[1];
    if (message === undefined) return;
    logged.set(message, (logged.get(message) ?? 0) + 1);
    told.emit(message);
  };
  const url = await new Promise<string | undefined>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}:\n${lines.join('\n')}`));
    const timer = setTimeout(() => fail(`Moodring was not ready after ${START_MS} ms`), START_MS);
    createInterface(stdout).on('line', (line) => {
      remember(line);
      count(line);
      const found = READY.exec(line);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found.groups?.url);
    });
    // Not `exit`: what it wrote last is to be read first.
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(`Moodring ended with ${code}`);
    });
  });
  const readyMs = performance.now() - started;

  // One question after another: an answer does not say what it answers.
  let last: Promise<unknown> = Promise.resolve();
  function askProbe(question: string): Promise<number> {
    const answer = last.then(async () => {
      const answered = once(child, 'message');
      child.send(question);
      const [value] = await answered;
      return Number(value);
    });
    last = Promise.allSettled([answer]);
    return answer;
  }

  return {
    pid,
    readyMs,
    url,
    longestStall: () => askProbe('stall'),
    heap: () => askProbe('heap'),
    logged: (message) => logged.get(message) ?? 0,
    async waitForLog(message, wanted) {
      const signal = AbortSignal.timeout(LOG_MS);
      while ((logged.get(message) ?? 0) < wanted) await once(told, message, { signal });
    },
    stop,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
