import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PGliteDialect, type PGliteDialectConfig, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openPGlite } from '../../../db/driver/open-pglite.ts';
import { openSession, type SessionOptions } from '../../../db/driver/open-session.ts';
import type { EmbeddedSession } from '../../../db/driver/session.ts';
import { DatabaseUnavailableError } from '../../../db/errors/database-unavailable-error.ts';
import { StatementError } from '../../../db/errors/statement-error.ts';
import { isDatabaseDown } from '../../../src/errors/is-database-down.ts';

/** Making one takes seconds, so that the tests have copies of one. */
let made: string;
let directory: string;
const sessions: EmbeddedSession[] = [];
const SLOW = 90_000;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'moodring-session-'));
  const pglite = await openPGlite(join(made, 'empty'));
  await pglite.exec('create table notes (id int primary key, text text not null)');
  await pglite.close();
}, SLOW);
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

async function open(options: Partial<SessionOptions> = {}): Promise<EmbeddedSession> {
  directory = join(made, `copy-${crypto.randomUUID()}`);
  cpSync(join(made, 'empty'), directory, { recursive: true });
  return openAgain(options);
}

async function openAgain(options: Partial<SessionOptions> = {}): Promise<EmbeddedSession> {
  const session = await openSession({ directory, onLost: () => {}, ...options });
  sessions.push(session);
  return session;
}

function kyselyOn(session: EmbeddedSession): Kysely<{ notes: { id: number; text: string } }> {
  const pglite = session as unknown as PGliteDialectConfig['pglite'];
  return new Kysely({ dialect: new PGliteDialect({ pglite }) });
}

describe('an embedded database in a thread of its own', () => {
  test('gives the same values as one in this thread', { timeout: SLOW }, async () => {
    const queries: [string, unknown[]][] = [
      [
        `select 1::smallint as a, 2::int as b, 3::bigint as c, 9007199254740993::bigint as d, 1.5::real as e,
          2.25::float8 as f, 12345678901234567890.5::numeric as g, true as h, null as i, 'x'::text as j,
          'y'::varchar as k, '\\x00ff10'::bytea as l, '2026-03-01T10:00:00Z'::timestamptz as m, '2026-03-01'::date as n,
          '{"a":[1,null]}'::jsonb as o, '[]'::json as p, '{1,2,null}'::int[] as q, '{a,"b c"}'::text[] as r,
          gen_random_uuid() is not null as s, '1 day'::interval as t, array[now()] = array[now()] as u,
          array['2026-03-01T10:00:00Z'::timestamptz] as v, array['\\x01'::bytea] as w, 'Infinity'::float8 as x`,
        [],
      ],
      [
        'select $1::int as a, $2::text as b, $3::timestamptz as c, $4::bytea as d, $5::jsonb as e, $6::text[] as f, $7::bool as g, $8::bigint as h, $9::float8 as i, $10::int as j',
        [
          1,
          'Ünï ✓',
          new Date('2026-03-01T10:00:00.123Z'),
          Buffer.from([0, 255, 7]),
          { x: [1, 'y'] },
          ['a', 'b,"c'],
          false,
          2n ** 62n,
          0.1,
          null,
        ],
      ],
      ['select $1::timestamptz[] as a, $2::float8[] as b', [[new Date(0)], [1.5, 2]]],
      ['insert into notes values (1, $1), (2, $1) returning id', ['t']],
      ['update notes set text = $1', ['u']],
      ['select * from notes where id = $1', [99]],
      ['delete from notes', []],
    ];
    const session = await open();
    const other = join(made, 'same');
    cpSync(join(made, 'empty'), other, { recursive: true });
    const pglite = await openPGlite(other);
    try {
      for (const [text, parameters] of queries) {
        const { rows, affectedRows } = await pglite.query(text, parameters);
        expect(await session.query(text, parameters), text).toMatchObject({ rows, affectedRows });
      }
      const several = 'select 1 as a; select 2 as b, 3 as c';
      const expected = (await pglite.exec(several)).map(({ rows }) => ({ rows }));
      expect(await session.exec(several)).toMatchObject(expected);
    } finally {
      await pglite.close();
    }
  });

  test('passes on what PostgreSQL says of an error, and goes on', { timeout: SLOW }, async () => {
    const session = await open();
    await session.query("insert into notes values (1, 'a')");
    const twice = await session.query("insert into notes values (1, 'b')").catch((error: unknown) => error);
    expect(twice).toBeInstanceOf(StatementError);
    expect(twice).toMatchObject({
      severity: 'ERROR',
      code: '23505',
      constraint: 'notes_pkey',
      table: 'notes',
      detail: 'Key (id)=(1) already exists.',
      message: expect.stringContaining('duplicate key'),
    });
    expect(isDatabaseDown(twice)).toBe(false);
    await expect(session.query('select $1::timestamptz', [new Date(Number.NaN)])).rejects.toThrow(/time/);
    await expect(session.query('select $1', [() => 1])).rejects.toThrow(/clone/);
    expect((await session.query('select text from notes')).rows).toEqual([{ text: 'a' }]);
  });

  test('keeps others out of a transaction, and undoes one that fails', { timeout: SLOW }, async () => {
    const session = await open();
    const db = kyselyOn(session);
    const seen: unknown[] = [];
    const writing = db.transaction().execute(async (trx) => {
      await trx.insertInto('notes').values({ id: 1, text: 'a' }).execute();
      void db
        .selectFrom('notes')
        .select('id')
        .execute()
        .then((rows) => seen.push(rows));
      await trx.insertInto('notes').values({ id: 2, text: 'b' }).execute();
      expect(seen).toEqual([]);
      throw new Error('changed my mind');
    });
    await expect(writing).rejects.toThrow('changed my mind');
    expect(await db.selectFrom('notes').select('id').execute()).toEqual([]);
    expect(seen).toEqual([[]]);
    // A commit that PostgreSQL turns into a rollback is told.
    const aborted = db.transaction().execute(async (trx) => {
      await trx.insertInto('notes').values({ id: 3, text: 'c' }).execute();
      await expect(sql`select nothing`.execute(trx)).rejects.toThrow('nothing');
    });
    await expect(aborted).rejects.toMatchObject({ cause: { code: '25P02' } });
    expect(await db.selectFrom('notes').select('id').execute()).toEqual([]);
  });

  test('lets this thread go on while a statement runs', { timeout: SLOW }, async () => {
    const session = await open();
    let over = false;
    const running = session.query('select pg_sleep(0.3)').finally(() => {
      over = true;
    });
    let turns = 0;
    while (!over) {
      await new Promise(setImmediate);
      turns += 1;
    }
    await running;
    expect(turns).toBeGreaterThan(10);
  });

  test('tells who listens, until they stop', { timeout: SLOW }, async () => {
    const session = await open();
    const heard: string[] = [];
    const stop = await session.listen('moodring_model', (payload) => heard.push(payload));
    await session.query("select pg_notify('moodring_model', 'one')");
    await session.query("select pg_notify('other', 'two')");
    await stop();
    await session.query("select pg_notify('moodring_model', 'three')");
    expect(heard).toEqual(['one']);
  });

  test('finishes what was asked before it closes, and answers nothing later', { timeout: SLOW }, async () => {
    const session = await open();
    const writing = session.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'a')");
      await transaction.query("insert into notes values (2, 'b')");
    });
    const reading = session.query('select count(*)::int as n from notes');
    await session.close();
    await writing;
    expect((await reading).rows).toEqual([{ n: 2 }]);
    const late = await session.query('select 1').catch((error: unknown) => error);
    expect(late).toBeInstanceOf(DatabaseUnavailableError);
    expect(session.closed).toBe(true);
    const again = await openAgain();
    expect((await again.query('select id from notes')).rows).toHaveLength(2);
  });

  test('closes in time when a statement does not end, and has what was committed', {
    timeout: SLOW,
  }, async () => {
    const session = await open({ closeMs: 100 });
    await session.query("insert into notes values (1, 'a')");
    const endless = session
      .query('select count(*) from generate_series(1, 1e12)')
      .catch((error: unknown) => error);
    const behind = session.transaction(async () => {}).catch((error: unknown) => error);
    await session.close();
    expect(await endless).toBeInstanceOf(DatabaseUnavailableError);
    expect(await behind).toBeInstanceOf(DatabaseUnavailableError);
    const again = await openAgain();
    expect((await again.query('select text from notes')).rows).toEqual([{ text: 'a' }]);
  });

  test('whose thread dies fails all that waits and all that comes, and says so once', {
    timeout: SLOW,
  }, async () => {
    const reasons: unknown[] = [];
    const session = await open({ heapMb: 40, onLost: (reason) => reasons.push(reason) });
    const failed = (work: Promise<unknown>) =>
      work.then(
        () => 'answered',
        (error: unknown) => error,
      );
    const [first, inTransaction, waiting] = await Promise.all([
      failed(
        session.transaction(async (transaction) => {
          await transaction.query("select repeat('x', 1000000) || n as text from generate_series(1, 500) n");
        }),
      ),
      failed(session.transaction(async (transaction) => transaction.query('select 1'))),
      failed(session.query('select 1')),
    ]);
    const [reason] = reasons;
    expect(reasons).toHaveLength(1);
    expect(reason).toBeInstanceOf(DatabaseUnavailableError);
    expect([first, inTransaction, waiting]).toEqual([reason, reason, reason]);
    expect(isDatabaseDown(reason)).toBe(true);
    await expect(session.query('select 1')).rejects.toBe(reason);
    const db = kyselyOn(session);
    await expect(db.transaction().execute(async () => {})).rejects.toBe(reason);
    const reading = db.transaction().execute((trx) => trx.selectFrom('notes').selectAll().execute());
    await expect(reading).rejects.toBe(reason);
    await session.close();
  });

  test('that cannot be opened says why', { timeout: SLOW }, async () => {
    await expect(openSession({ directory: '/proc/nothing/pg', onLost: () => {} })).rejects.toThrow();
  });
});
