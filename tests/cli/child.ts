import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { CliRun } from './run.ts';

const PROGRAM = resolve(import.meta.dirname, '../../src/cli.cjs');

/** A command line in a process of its own, with these settings and no others; `done` collects what it writes. */
export function start(argv: readonly string[], settings: Readonly<Record<string, string>>) {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: { PATH, HOME, TMPDIR, NO_PROXY: '127.0.0.1', ...settings },
    // A folder without the `.env` of whoever runs the tests.
    cwd: import.meta.dirname,
    stdio: 'pipe',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const done = async (): Promise<CliRun> => {
    const written = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, 'close');
    const [stdout, stderr] = await written;
    return { code, stdout, stderr };
  };
  return { child, done };
}

/** Runs a command line in a process of its own to its end. */
export function runChild(
  argv: readonly string[],
  settings: Readonly<Record<string, string>>,
  stdin = '',
): Promise<CliRun> {
  const { child, done } = start(argv, settings);
  child.stdin.end(stdin);
  return done();
}
