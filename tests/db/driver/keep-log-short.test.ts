import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { expect, inject, onTestFinished, test } from 'vitest';
import { shortenLog } from '../../../db/driver/keep-log-short.ts';
import { START_PARAMS } from '../../../db/driver/open-pglite.ts';

test('the write-ahead log of an open database does not grow with what is written', {
  timeout: 60_000,
}, async () => {
  const loadDataDir = await openAsBlob(inject('pgliteImage'));
  const pglite = await PGlite.create({ loadDataDir, startParams: START_PARAMS });
  onTestFinished(() => pglite.close());
  await pglite.exec('create table written (id int, text text)');
  const lengths: number[] = [];
  for (let round = 0; round < 8; round++) {
    await pglite.exec("insert into written select n, repeat('x', 1000) from generate_series(1, 10000) n");
    await shortenLog(pglite);
    const { rows } = await pglite.query<{ files: number }>(
      'select count(*)::int as files from pg_ls_waldir()',
    );
    lengths.push(rows[0]?.files ?? Number.NaN);
  }
  // Eight rounds of some 11 MB fill six files of 16 MB.
  expect(Math.max(...lengths)).toBeLessThanOrEqual(4);
});
