import { chownSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDataFolder, hasDatabase } from '../../db/driver/data-folder.ts';
import { FOLDER_FILES, type FolderFiles } from '../../db/driver/folder-files.ts';
import { openEmbedded } from '../../db/embedded.ts';
import { exitCodeOf } from '../../src/exit-codes.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'moodring folder ü-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** What a database folder has at the least. */
function makeDatabase(version = '18'): string {
  const location = join(dataDir, 'pg');
  for (const folder of ['global', 'base', 'pg_wal', 'pg_xact', 'pg_logical']) {
    mkdirSync(join(location, folder), { recursive: true });
  }
  writeFileSync(join(location, 'PG_VERSION'), `${version}\n`);
  writeFileSync(join(location, 'global/pg_control'), Buffer.alloc(8_192));
  writeFileSync(join(location, 'pg_logical/replorigin_checkpoint'), '');
  return location;
}

const MOODRING = 990;
const NAMES: Readonly<Record<number, string>> = { 0: 'root', [MOODRING]: 'moodring' };

/** The files of `dataDir` as if this process were `uid` and they belonged to whom `owner` says. */
function filesAs(uid: number, owner: (path: string) => number, writable = true): FolderFiles {
  return {
    ...FOLDER_FILES,
    uid,
    nameOf: (id) => NAMES[id] ?? String(id),
    stat(path) {
      const stat = FOLDER_FILES.stat(path);
      return stat && { ...stat, uid: owner(path) };
    },
    *below(path) {
      for (const file of FOLDER_FILES.below(path)) yield { ...file, uid: owner(file.path) };
    },
    checkWritable() {
      if (!writable) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    },
  };
}

function failure(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return expect.unreachable('it was accepted');
}

describe('the data folder of another user is refused before anything is written', () => {
  test.each([
    ['with a database, by root', 0, true, true],
    ['that is empty, by root', 0, false, true],
    ['with a database, by somebody else', 1000, true, false],
    ['that is empty, by somebody else', 1000, false, false],
  ])('%s', (_what, uid, withDatabase, writable) => {
    if (withDatabase) makeDatabase();
    const before = readdirSync(dataDir, { recursive: true });
    const error = failure(() =>
      checkDataFolder(
        dataDir,
        filesAs(uid, () => MOODRING, writable),
      ),
    );
    expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind: 'owner' });
    expect(String(error)).toContain('This data belongs to moodring. Run it as that user: sudo -u moodring');
    expect(exitCodeOf(error)).toBe(3);
    expect(readdirSync(dataDir, { recursive: true })).toEqual(before);
  });

  test('for real, as far as this user may make such a folder', () => {
    const files = process.getuid?.() === 0 ? FOLDER_FILES : filesAs(0, () => 65_534);
    if (process.getuid?.() === 0) chownSync(dataDir, 65_534, 65_534);
    expect(failure(() => checkDataFolder(dataDir, files))).toMatchObject({ kind: 'owner' });
  });
});

test.each(['pg/pg_logical/replorigin_checkpoint', 'pg.lock', 'playground.json'])(
  'one file of another user, %s, is named with the way to give it back',
  (name) => {
    makeDatabase();
    const path = join(dataDir, name);
    writeFileSync(path, '');
    const files = filesAs(MOODRING, (file) => (file === path ? 0 : MOODRING));
    const error = failure(() => checkDataFolder(dataDir, files));
    expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind: 'owner' });
    expect(String(error)).toContain(`${path} belongs to root`);
    expect(String(error)).toContain(`sudo chown -R moodring ${dataDir}`);
  },
);

test('a folder that is there to be filled, its own, or a volume that this user may write to, is accepted', () => {
  checkDataFolder(
    join(dataDir, 'not', 'yet'),
    filesAs(MOODRING, () => MOODRING),
  );
  checkDataFolder(
    dataDir,
    filesAs(MOODRING, () => 0),
  );
  makeDatabase();
  checkDataFolder(
    dataDir,
    filesAs(MOODRING, () => MOODRING),
  );
  checkDataFolder(
    dataDir,
    filesAs(MOODRING, (path) => (path === dataDir ? 0 : MOODRING)),
  );
  checkDataFolder(dataDir);
});

test('a system without owners is not asked for them', () => {
  checkDataFolder(dataDir, { ...filesAs(0, () => 0), uid: undefined });
});

test.each([
  ['EROFS', 'read-only', 'mounted read-only'],
  ['EACCES', 'owner', 'may not read or write'],
])('a folder that cannot be written to (%s) is said to be so', (code, kind, words) => {
  const files: FolderFiles = {
    ...filesAs(MOODRING, () => MOODRING),
    checkWritable() {
      throw Object.assign(new Error(`${code}: no`), { code });
    },
  };
  const error = failure(() => checkDataFolder(dataDir, files));
  expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind, cause: { code } });
  expect(String(error)).toContain(words);
});

test('a file in the place of the folder, or above it, is said to be one', async () => {
  const file = join(dataDir, 'file');
  writeFileSync(file, '');
  expect(failure(() => checkDataFolder(file))).toMatchObject({ kind: 'not-a-folder' });
  const logger = pino({ level: 'silent' });
  const options = { dataDir: join(file, 'data'), controlSocket: '', logger, now: () => new Date() };
  await expect(openEmbedded(options)).rejects.toMatchObject({ kind: 'not-a-folder' });
  expect(failure(() => hasDatabase(file))).toMatchObject({ kind: 'not-a-folder' });
});

describe('a database folder', () => {
  test('that is not there, or empty, is to be made', () => {
    expect(hasDatabase(join(dataDir, 'pg'))).toBe(false);
    mkdirSync(join(dataDir, 'pg'));
    expect(hasDatabase(join(dataDir, 'pg'))).toBe(false);
  });

  test('that is whole is opened, also one that was copied while a server ran', () => {
    const location = makeDatabase();
    writeFileSync(join(location, 'postmaster.pid'), '1\n');
    expect(hasDatabase(location)).toBe(true);
  });

  test('of another PostgreSQL is refused by version', () => {
    const error = failure(() => hasDatabase(makeDatabase('17')));
    expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind: 'other-version' });
    expect(String(error)).toContain('made by PostgreSQL 17, and this release has 18');
    expect(exitCodeOf(error)).toBe(3);
  });

  test.each(['PG_VERSION', 'global/pg_control', 'base', 'pg_wal', 'pg_xact'])(
    'without %s is refused, and not taken for one that is to be made',
    (name) => {
      const location = makeDatabase();
      rmSync(join(location, name), { recursive: true });
      const before = readdirSync(location, { recursive: true });
      const error = failure(() => hasDatabase(location));
      expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind: 'incomplete' });
      expect(String(error)).toContain(`${name} is missing`);
      expect(readdirSync(location, { recursive: true })).toEqual(before);
    },
  );

  test('with a control file that is cut off is refused', () => {
    const location = makeDatabase();
    truncateSync(join(location, 'global/pg_control'), 100);
    expect(failure(() => hasDatabase(location))).toMatchObject({ kind: 'incomplete' });
  });
});
