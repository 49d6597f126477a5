import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { lockDirectory, readHolder } from '../../db/directory-lock.ts';
import { DatabaseInUseError } from '../../db/errors/database-in-use-error.ts';

const holder = { pid: process.pid, since: '2026-01-01T00:00:00.000Z', controlSocket: '/nowhere' };
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'moodring-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Another process that takes the lock and keeps it until it is killed. */
async function otherProcess() {
  const module = resolve(import.meta.dirname, '../../db/directory-lock.ts');
  const code = `
    const { lockDirectory } = await import(${JSON.stringify(module)});
    // Kept, as the program keeps it: the collector would close what nobody holds.
    globalThis.lock = lockDirectory(${JSON.stringify(directory)}, { pid: process.pid, since: 'now', controlSocket: '/theirs' });
    process.stdout.write('locked');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('a second lock is refused and names the holder, and a released one can be taken', () => {
  const lock = lockDirectory(directory, holder);
  expect(() => lockDirectory(directory, holder)).toThrow(DatabaseInUseError);
  expect(readHolder(directory)).toEqual(holder);
  lock.release();
  expect(readHolder(directory)).toBeUndefined();
  lockDirectory(directory, holder).release();
});

test('another process is refused by name, and its lock is free the moment it is killed', async () => {
  const child = await otherProcess();
  try {
    lockDirectory(directory, holder);
    expect.unreachable('the lock was given twice');
  } catch (error) {
    expect(error).toMatchObject({
      name: 'DatabaseInUseError',
      holder: { pid: child.pid, controlSocket: '/theirs' },
    });
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockDirectory(directory, holder).release();
});
