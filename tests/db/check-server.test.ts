import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openServer } from '../../db/server.ts';
import { exitCodeOf } from '../../src/exit-codes.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { makeServerRole } from '../support/server-roles.ts';

const logger = pino({ level: 'silent' });

async function open(url: string, options: { poolSize?: number } = {}): Promise<Database> {
  const database = await openServer({ url, logger, ...options });
  onTestFinished(() => database.close());
  return database;
}

async function refusal(url: string): Promise<Error> {
  const error = await openServer({ url, logger }).then(
    async (database) => {
      await database.close();
      return expect.unreachable('it was opened');
    },
    (cause: unknown) => cause,
  );
  expect(error).toMatchObject({ name: 'DatabaseUnfitError' });
  expect(exitCodeOf(error)).toBe(3);
  return error as Error;
}

/** The statement that a refusal recommends. */
const cureOf = (error: Error) => /: ([A-Z]{3,} .*;)$/.exec(error.message)?.[1] ?? '';

describe('a role', () => {
  test('that may make nothing is told what it lacks, one thing after the other, and each cure works', async () => {
    const { url, role, run } = await makeServerRole();
    const first = await refusal(url);
    expect(first.message).toContain(`The role "${role}" may not make tables in the schema "public".`);
    await run(cureOf(first));
    const second = await refusal(url);
    expect(second.message).toContain(`The role "${role}" may not make the schema pgboss`);
    await run(cureOf(second));
    const database = await open(url);
    expect(await database.migrate()).not.toEqual([]);
    const boss = new PgBoss(database.bossOptions());
    await boss.start();
    await boss.createQueue('mended');
    await boss.stop();
    expect(
      (await sql`select from pgboss.queue where name = 'mended'`.execute(database.db)).rows,
    ).toHaveLength(1);
  });

  test('that may make schemas needs no schema of jobs beforehand', async () => {
    const { url, role, database: name, run } = await makeServerRole();
    await run(`alter database ${name} owner to ${role}`);
    const database = await open(url);
    await database.migrate();
    const boss = new PgBoss(database.bossOptions());
    await boss.start();
    await boss.stop();
  });

  test("that finds another role's tables, as after restoring a dump, is told whose they are", async () => {
    const { url, role, database: name, run } = await makeServerRole();
    await run(`alter database ${name} owner to ${role}`);
    await run('create table songs (video_id text)');
    const error = await refusal(url);
    expect(error.message).toContain('The table songs belongs to the role "moodring"');
    await run(cureOf(error));
    await open(url);
  });

  test('that has no schema at all is told so', async () => {
    const { url, role, run } = await makeServerRole();
    await run(`alter role ${role} set search_path = 'nowhere'`);
    const error = await refusal(url);
    expect(error.message).toContain('has no schema to make tables in');
    await run(cureOf(error));
    expect((await refusal(url)).message).toContain('may not make tables in the schema "public"');
  });

  test('that has a wrong password, or no such database, is told what is wrong', async () => {
    const { url } = await makeServerRole();
    const address = new URL(url);
    address.password = 'secret-and-wrong';
    const wrong = await refusal(address.href);
    expect(wrong).toMatchObject({ kind: 'login', cause: { code: '28P01' } });
    expect(wrong.message).not.toContain('secret-and-wrong');
    expect(await refusal(`${url}_missing`)).toMatchObject({ kind: 'login', cause: { code: '3D000' } });
  });
});

test.each(['SQL_ASCII', 'LATIN1'])(
  'a database in %s is refused with the way to make another',
  async (encoding) => {
    const { url } = await makeServerRole({
      database: `encoding ${encoding} lc_collate 'C' lc_ctype 'C' template template0`,
    });
    const error = await refusal(url);
    expect(error).toMatchObject({ kind: 'encoding' });
    expect(error.message).toContain(`Its encoding is ${encoding}, and it has to be UTF8`);
    expect(cureOf(error)).toContain("ENCODING 'UTF8' TEMPLATE template0;");
  },
);

describe('what a role or a database sets for its sessions', () => {
  test('does not change how values are read, nor how long statements may take', async () => {
    const { url, role, database: name, run } = await makeServerRole();
    await run(`alter database ${name} owner to ${role}`);
    const settings = {
      datestyle: 'SQL, DMY',
      intervalstyle: 'iso_8601',
      timezone: 'Asia/Tokyo',
      bytea_output: 'escape',
      extra_float_digits: '-5',
      standard_conforming_strings: 'off',
      default_transaction_isolation: 'serializable',
      default_transaction_read_only: 'on',
      statement_timeout: '2s',
      lock_timeout: '1',
      idle_session_timeout: '2s',
    };
    for (const [setting, value] of Object.entries(settings)) {
      await run(`alter role ${role} set ${setting} = '${value}'`);
    }
    const database = await open(url, { poolSize: 1 });
    await database.migrate();
    const at = new Date('2026-02-03T04:05:06.789Z');
    const { rows } = await sql`
      select ${at}::timestamptz as at, ${Buffer.from([0, 92, 255])}::bytea as bytes, 0.1::float8 + 0.2::float8 as sum,
        'a\\b' as text, pg_sleep(2.1)::text as slept, current_setting('transaction_isolation') as isolation,
        current_setting('timezone') as zone, '2026-02-03'::date::text as day
    `.execute(database.db);
    expect(rows).toEqual([
      {
        at,
        bytes: Buffer.from([0, 92, 255]),
        sum: 0.1 + 0.2,
        text: 'a\\b',
        slept: '',
        isolation: 'read committed',
        zone: 'UTC',
        day: '2026-02-03',
      },
    ]);
  });

  test('does not hide the tables behind a schema that comes first later on', async () => {
    const { url, role, database: name, run } = await makeServerRole();
    await run(`alter database ${name} owner to ${role}`);
    await (await open(url)).migrate();
    await run(`create schema ${role} authorization ${role}`);
    const database = await open(url);
    expect(await database.migrate()).toEqual([]);
    await sql`create table later (id int)`.execute(database.db);
    const { rows } =
      await sql`select schemaname from pg_tables where tablename in ('songs', 'later')`.execute(database.db);
    expect(rows).toEqual([{ schemaname: 'public' }, { schemaname: 'public' }]);
  });

  test('lets a schema of its own be used beside one of another program of the same kind', async () => {
    const { url, role, database: name, run } = await makeServerRole();
    await run(`alter database ${name} owner to ${role}`);
    await run(
      'create table kysely_migration (name varchar(255)); create table kysely_migration_lock (id text)',
    );
    await run(`create schema music authorization ${role}`);
    await run(`alter role ${role} set search_path = music`);
    const database = await open(url);
    expect(await database.migrate()).not.toEqual([]);
    const { rows } = await sql`select schemaname from pg_tables where tablename = 'songs'`.execute(
      database.db,
    );
    expect(rows).toEqual([{ schemaname: 'music' }]);
  });
});

describe('a server that allows few connections', () => {
  test('has all work done, which waits its turn, and still locks and notifies', async () => {
    const { url, role, database: name, run } = await makeServerRole({ role: 'connection limit 4' });
    await run(`alter database ${name} owner to ${role}`);
    const log = createMemoryLog();
    const database = await openServer({ url, logger: log.logger, poolSize: 8 });
    onTestFinished(() => database.close());
    await database.migrate();
    const query = () => sql<{ n: number }>`select 1 as n, pg_sleep(0.05)`.execute(database.db);
    const burst = Promise.all(Array.from({ length: 40 }, query));
    const heard = Promise.withResolvers<string | undefined>();
    const both = database.tryLock('retrain', async () => {
      await database.listen('moodring_model', heard.resolve);
      await sql`select pg_notify('moodring_model', 'few')`.execute(database.db);
      return await heard.promise;
    });
    expect((await burst).flatMap(({ rows }) => rows)).toHaveLength(40);
    expect(await both).toEqual({ held: true, value: 'few' });
    expect(log.lines.map((line) => line.msg)).toContain('the server gives no more connections');
  });

  test('is asked for no more than the setting says', async () => {
    const { url, role, database: name, run } = await makeServerRole();
    await run(`alter database ${name} owner to ${role}`);
    const database = await open(url, { poolSize: 2 });
    const query = () =>
      sql<{ pid: number }>`select pg_backend_pid() as pid, pg_sleep(0.01)`.execute(database.db);
    const answers = await Promise.all(Array.from({ length: 12 }, query));
    expect(new Set(answers.flatMap(({ rows }) => rows.map(({ pid }) => pid))).size).toBe(2);
  });

  test('is told as one when there is none at all for too long', async () => {
    const { url, role, database: name, run } = await makeServerRole({ role: 'connection limit 2' });
    await run(`alter database ${name} owner to ${role}`);
    const first = await openServer({ url, logger, poolSize: 2 });
    onTestFinished(() => first.close());
    await first.migrate();
    await Promise.all([1, 2].map(() => sql`select pg_sleep(0.2)`.execute(first.db)));
    const opening = openServer({ url, logger, queryTimeoutMs: 300 });
    const error = await opening.catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'DatabaseUnavailableError', cause: { code: '53300' } });
    expect(String(error)).toContain('DATABASE_POOL_SIZE');
    expect(exitCodeOf(error)).toBe(4);
  });
});
