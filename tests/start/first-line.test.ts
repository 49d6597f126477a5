import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { firstLine } from '../../src/start/first-line.ts';

test('only a start that makes the database says that it takes half a minute', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'moodring-first-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const settings = { DATA_DIR: dataDir, DATABASE_URL: '' };
  expect(firstLine(settings)).toContain('half a minute');
  await mkdir(join(dataDir, 'pg'));
  expect(firstLine(settings)).toBe('Moodring is starting…');
  expect(firstLine({ DATA_DIR: '/nowhere', DATABASE_URL: 'postgres://localhost/x' })).toBe(
    'Moodring is starting…',
  );
});
