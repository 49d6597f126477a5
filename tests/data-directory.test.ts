import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { prepareDataDirectory } from '../src/data-directory.ts';
import { ConfigError } from '../src/errors/config-error.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moodring-data-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

test('a missing directory is begun, for this user alone', async () => {
  prepareDataDirectory(join(directory, 'a/b'));
  expect((await stat(join(directory, 'a'))).mode & 0o777).toBe(0o700);
  prepareDataDirectory(join(directory, 'a/b'));
  prepareDataDirectory(join(directory, 'a/b'));
  expect(existsSync(join(directory, 'a/b'))).toBe(true);
});

test('what else may be wrong with it is left to who uses it', async () => {
  await writeFile(join(directory, 'file'), '');
  prepareDataDirectory(join(directory, 'file'));
  prepareDataDirectory(join(directory, 'file/a'));
});

test.runIf(process.platform === 'linux')(
  'where nothing can ever be made is said, and not tried for ever',
  () => {
    const made = () => prepareDataDirectory('/proc/moodring/data');
    expect(made).toThrow(ConfigError);
    expect(made).toThrow(/DATA_DIR: expected a directory on a disk, got "\/proc\/moodring\/data"/);
  },
);
