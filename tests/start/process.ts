import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BOT = join(ROOT, 'src/start.cjs');
export const CLI = join(ROOT, 'src/cli.cjs');

/** A process with everything that it wrote. */
export interface Watched {
  readonly child: ChildProcess;
  /** Lines so far of standard output and of standard error. */
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** Resolves with the first line of standard output that matches. Rejects when the process ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves when the process has ended and everything it wrote was read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts a program in a folder without `.env`, with these variables besides what every program needs. */
export function watch(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd: string = import.meta.dirname,
): Watched {
  const { PATH = '', TMPDIR = '' } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { PATH, TMPDIR, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const out: string[] = [];
  const err: string[] = [];
  const lookers = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    out.push(line);
    for (const look of lookers) look();
  });
  createInterface(child.stderr).on('line', (line) => err.push(line));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return {
    child,
    out,
    err,
    ended,
    line(pattern) {
      return new Promise((done, fail) => {
        const look = () => {
          const found = out.find((line) => pattern.test(line));
          if (found === undefined) return;
          lookers.delete(look);
          done(found);
        };
        lookers.add(look);
        void ended.then(() => fail(new Error(`ended before ${pattern}:\n${[...out, ...err].join('\n')}`)));
        look();
      });
    },
  };
}

/** A folder like the checkout, for npm, but without a `.env`; the name has a space. */
export async function checkout(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'moodring start '));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const name of ['package.json', 'src', 'node_modules']) {
    await symlink(join(ROOT, name), join(directory, name));
  }
  return directory;
}
