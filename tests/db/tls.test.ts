import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { openServer } from '../../db/server.ts';
import { exitCodeOf } from '../../src/exit-codes.ts';
import { serverCertificate } from '../support/certificates.ts';
import { useServer } from '../support/databases.ts';

const logger = pino({ level: 'silent' });
const { openWithUrl } = useServer();
let directory: string;
let authority: string;
let url: URL;

/** Gives the server of the tests a certificate for `localhost`; those that want no TLS do not notice. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moodring-tls-'));
  authority = join(directory, 'authority.pem');
  const pem = await serverCertificate('localhost');
  await writeFile(authority, pem.authority);
  await asAdministrator(async (admin) => {
    await writeOnServer(admin, 'server.crt', pem.certificate);
    await writeOnServer(admin, 'server.key', pem.key);
    await setTls(admin, 'on');
  });
});
afterAll(async () => {
  await asAdministrator((admin) => setTls(admin, 'off'));
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  const { database, url: address } = await openWithUrl();
  // What is seen below is what is opened there.
  await database.db.destroy();
  url = new URL(address);
});

async function asAdministrator(work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: `${inject('postgresUrl')}/postgres` });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** The server runs as a user whose key nobody else may read. */
async function writeOnServer(admin: pg.Client, name: string, text: string): Promise<void> {
  const lines = pg.escapeLiteral(text.trim());
  await admin.query(
    `copy (select unnest(string_to_array(${lines}, E'\\n'))) to program 'umask 077; cat > ${name}'`,
  );
}

async function setTls(admin: pg.Client, state: 'on' | 'off'): Promise<void> {
  await admin.query(`alter system set ssl = ${state}`);
  await admin.query('select pg_reload_conf()');
  for (;;) {
    const { rows } = await admin.query<{ ssl: string }>('show ssl');
    if (rows[0]?.ssl === state) return;
    await pause(20);
  }
}

/** Opens the database with these parameters; whether what it says travels encrypted, over the pool and a lock. */
async function isEncrypted(parameters: Readonly<Record<string, string>>, host = '127.0.0.1') {
  url.hostname = host;
  url.search = new URLSearchParams(parameters).toString();
  const database = await openServer({ url: url.href, logger });
  try {
    const question = sql<{ ssl: boolean }>`
      select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) 
      where datname = current_database() and application_name <> 'moodring start'
    `;
    const ask = async () => (await question.execute(database.db)).rows.map((row) => row.ssl);
    const run = await database.tryLock('ingest', ask);
    return run.held ? run.value : [];
  } finally {
    await database.close();
  }
}

/** Warnings of this process, which libraries write to its standard error. */
function warnings(): string[] {
  const seen: string[] = [];
  const collect = (warning: Error) => seen.push(warning.message);
  process.on('warning', collect);
  onTestFinished(() => void process.off('warning', collect));
  return seen;
}

test.each([
  ['require', {}],
  ['no-verify', {}],
  ['prefer', {}],
])('sslmode=%s encrypts, whoever signed the certificate, and no library warns', async (sslmode, more) => {
  const seen = warnings();
  expect(await isEncrypted({ sslmode, ...more })).toEqual([true]);
  expect(seen).toEqual([]);
});

test.each(['require', 'verify-ca'])(
  'sslmode=%s with the authority takes a server of any name',
  async (sslmode) => {
    expect(await isEncrypted({ sslmode, sslrootcert: authority })).toEqual([true]);
  },
);

test('sslmode=verify-full with the authority takes a server of the right name', async () => {
  expect(await isEncrypted({ sslmode: 'verify-full', sslrootcert: authority }, 'localhost')).toEqual([true]);
});

test('sslmode=prefer takes a server without TLS, and require says that it has none', async () => {
  await asAdministrator((admin) => setTls(admin, 'off'));
  onTestFinished(() => asAdministrator((admin) => setTls(admin, 'on')));
  expect(await isEncrypted({ sslmode: 'prefer' })).toEqual([false]);
  const error = await isEncrypted({ sslmode: 'require' }).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind: 'encryption' });
});

test('no sslmode, or disable, does not encrypt', async () => {
  expect(await isEncrypted({})).toEqual([false]);
  expect(await isEncrypted({ sslmode: 'disable' })).toEqual([false]);
});

test('sslmode=verify-full refuses a server of another name', async () => {
  const opening = isEncrypted({ sslmode: 'verify-full', sslrootcert: authority });
  const error = await opening.catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind: 'certificate' });
  expect(String(error)).toContain('for another name');
  expect(exitCodeOf(error)).toBe(3);
});

test.each(['verify-ca', 'verify-full'])(
  'sslmode=%s without the authority says how to name it',
  async (sslmode) => {
    const seen = warnings();
    const error = await isEncrypted({ sslmode }, 'localhost').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'DatabaseUnfitError', kind: 'certificate' });
    expect(String(error)).toContain('sslrootcert=FILE');
    expect(String(error)).not.toContain('moodring:moodring');
    expect(seen).toEqual([]);
  },
);

test('a file that is not there is named', async () => {
  const opening = isEncrypted({ sslmode: 'verify-full', sslrootcert: '/nowhere/ca.pem' });
  await expect(opening).rejects.toThrow('/nowhere/ca.pem that sslrootcert names cannot be read');
});
