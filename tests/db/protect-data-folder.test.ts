import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { protectDataFolder } from '../../db/driver/protect-data-folder.ts';
import { folderFindings } from '../../src/doctor/folder-findings.ts';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.ts';

let dataDir: string;
let log: MemoryLog;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'moodring-protect-'));
  log = createMemoryLog();
  mkdirSync(join(dataDir, 'pg/base/5'), { recursive: true });
  for (const name of ['pg/PG_VERSION', 'pg/base/5/1259', 'pg.lock', 'playground.json', 'labels.csv']) {
    writeFileSync(join(dataDir, name), '18');
    chmodSync(join(dataDir, name), 0o666);
  }
  for (const name of ['', 'pg', 'pg/base', 'pg/base/5']) chmodSync(join(dataDir, name), 0o755);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const modeOf = (name: string) => statSync(join(dataDir, name)).mode & 0o777;
const protect = () => protectDataFolder({ dataDir, logger: log.logger });
const find = async () => {
  const findings = await folderFindings({ kind: 'embedded', location: join(dataDir, 'pg') });
  return findings.find(({ title }) => title === 'Data folder');
};

test('the database and what is kept beside it are closed to others, and nothing else is touched', async () => {
  symlinkSync(join(dataDir, 'labels.csv'), join(dataDir, 'pg/elsewhere'));
  expect(await find()).toMatchObject({ state: 'bad', text: expect.stringContaining('chmod -R go-rwx') });
  await protect();
  for (const folder of ['pg', 'pg/base', 'pg/base/5']) expect(modeOf(folder)).toBe(0o700);
  for (const file of ['pg/PG_VERSION', 'pg/base/5/1259', 'pg.lock', 'playground.json']) {
    expect(modeOf(file)).toBe(0o600);
  }
  expect(modeOf('labels.csv')).toBe(0o666);
  expect(modeOf('')).toBe(0o755);
  expect(await find()).toMatchObject({ state: 'good' });
  expect(log.lines).toEqual([]);
});

test('a data folder in which others may replace files is warned of', async () => {
  chmodSync(dataDir, 0o777);
  await protect();
  expect(log.lines).toMatchObject([{ level: 40, dataDir, msg: expect.stringContaining('chmod go-w') }]);
  expect(await find()).toMatchObject({ state: 'warning', text: expect.stringContaining('chmod go-w') });
});

test('the doctor says how much room there is', async () => {
  const [disk] = await folderFindings({ kind: 'embedded', location: join(dataDir, 'pg') });
  expect(disk).toMatchObject({ title: 'Disk', text: expect.stringMatching(/\d MB/) });
  expect(await folderFindings({ kind: 'server', location: 'db/moodring' })).toEqual([]);
});
