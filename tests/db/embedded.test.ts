import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { openEmbedded } from '../../db/embedded.ts';
import { DatabaseUnavailableError } from '../../db/errors/database-unavailable-error.ts';
import { createMemoryLog } from '../support/memory-log.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'moodring-embedded-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('opening removes what attempts that were cut off have left, and leaves a whole database of its own', {
  timeout: 90_000,
}, async () => {
  chmodSync(directory, 0o755);
  for (const name of ['pg.new', 'pg.new-1-abc']) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'PG_VERSION'), '18');
  }
  const database = await connect({
    databaseUrl: undefined,
    dataDir: directory,
    controlSocket: '/nowhere',
    logger: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  expect(await database.db.selectFrom('songs').selectAll().execute()).toEqual([]);
  const open = openToOthers(join(directory, 'pg'));
  await database.close();
  expect(open).toEqual([]);
  expect(readdirSync(directory).sort()).toEqual(['pg', 'pg.lock']);
});

/** What others than the owner may read, write or enter below a folder, and the folder itself. */
function openToOthers(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return [folder, ...all].filter(
    (path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
  );
}

test('making a database ends when whoever began it is gone', async () => {
  const program = resolve(import.meta.dirname, '../../db/driver/make-embedded.ts');
  const location = join(directory, 'pg');
  const maker = spawn(process.execPath, [program, location], { stdio: ['pipe', 'ignore', 'inherit'] });
  maker.stdin.end();
  const [code] = await once(maker, 'exit');
  expect(code).toBe(1);
});

test('a database that ends by itself is told to who opened it, answers nothing more, and can be opened again', {
  timeout: 90_000,
}, async () => {
  const made = await PGlite.create(join(directory, 'pg'), {
    loadDataDir: await openAsBlob(inject('pgliteImage')),
  });
  await made.close();
  const reasons: unknown[] = [];
  const log = createMemoryLog();
  const options = { dataDir: directory, controlSocket: '', logger: log.logger, now: () => new Date() };
  const database = await openEmbedded({ ...options, onLost: (reason) => reasons.push(reason) });
  await database.migrate();
  // More than its thread has room for.
  const asked = sql`select repeat('x', 1000000) || n as text from generate_series(1, 3000) n`.execute(
    database.db,
  );
  const reason = await asked.catch((error: unknown) => error);
  expect(reason).toBeInstanceOf(DatabaseUnavailableError);
  expect(reasons).toEqual([reason]);
  expect(log.lines.filter(({ level }) => level === 60)).toHaveLength(1);
  await expect(database.db.selectFrom('songs').selectAll().execute()).rejects.toBe(reason);
  await expect(database.db.transaction().execute(async () => {})).rejects.toBe(reason);
  await database.close();

  const again = await openEmbedded(options);
  expect(await again.migrate()).toEqual([]);
  await again.close();
});
