import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbedded } from '../../db/embedded.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'moodring-embedded-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('opening removes what attempts that were cut off have left, and leaves a whole database', {
  timeout: 90_000,
}, async () => {
  for (const name of ['pg.new', 'pg.new-1-abc']) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'PG_VERSION'), '18');
  }
  const database = await openEmbedded({
    dataDir: directory,
    controlSocket: '/nowhere',
    logger: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  expect(await database.migrate()).not.toEqual([]);
  await database.close();
  expect(readdirSync(directory).sort()).toEqual(['pg', 'pg.lock']);
});

test('making a database ends when whoever began it is gone', async () => {
  const program = resolve(import.meta.dirname, '../../db/driver/make-embedded.ts');
  const location = join(directory, 'pg');
  const maker = spawn(process.execPath, [program, location], { stdio: ['pipe', 'ignore', 'inherit'] });
  maker.stdin.end();
  const [code] = await once(maker, 'exit');
  expect(code).toBe(1);
});
