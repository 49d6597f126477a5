import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepLogShort } from '../../../db/driver/keep-log-short.ts';
import { openPGlite } from '../../../db/driver/open-pglite.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'moodring-log-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('the write-ahead log of an open database does not grow with what is written', {
  timeout: 120_000,
}, async () => {
  const pg = join(directory, 'pg');
  const pglite = await openPGlite(pg);
  const files = () => readdirSync(join(pg, 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name)).length;
  await pglite.exec('create table written (id int, text text)');
  const stop = keepLogShort(pglite, pino({ level: 'silent' }), 20);
  try {
    for (let round = 0; round < 12; round++) {
      await pglite.exec("insert into written select n, repeat('x', 1000) from generate_series(1, 10000) n");
      // Its timer has its turn.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    // 12 rounds of some 11 MB are eight files of 16 MB; there were never more than four at once.
    expect(files()).toBeLessThanOrEqual(4);
  } finally {
    stop();
    await pglite.close();
  }
});
