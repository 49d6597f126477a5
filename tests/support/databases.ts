import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, describe, inject } from 'vitest';
import type { Database } from '../../db/database.ts';
import { embeddedDatabase } from '../../db/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import { openServer } from '../../db/server.ts';
import { TEMPLATE } from './postgres-server.ts';

/** Opens a fresh, migrated, empty database; it is closed after the test. */
export type OpenDatabase = () => Promise<Database>;

const silent = pino({ level: 'silent' });

/** Declares a suite twice: on PGlite and on a real PostgreSQL server. */
export function describeEachDatabase(name: string, suite: (open: OpenDatabase) => void): void {
  describe(`${name} (PGlite)`, () => suite(useEmbedded()));
  describe(`${name} (PostgreSQL)`, () => suite(useServer().open));
}

/** For tests to which the kind of database does not matter. */
export function useEmbedded(): OpenDatabase {
  // Even loading a PGlite takes most of a second, so a suite shares one and every `open` empties it.
  let pglite: PGlite | undefined;
  afterAll(async () => {
    await pglite?.close();
    pglite = undefined;
  });
  return async () => {
    pglite ??= await PGlite.create({ loadDataDir: await openAsBlob(inject('pgliteImage')) });
    await pglite.exec(
      'drop schema if exists pgboss cascade; drop schema public cascade; create schema public',
    );
    const database = embeddedDatabase(pglite, 'memory', async () => {});
    await migrate(database.db);
    return database;
  };
}

/** A PostgreSQL server's databases; `url` of an opened one lets a second process or pool join it. */
export function useServer(): {
  open: OpenDatabase;
  openWithUrl(): Promise<{ database: Database; url: string }>;
} {
  const opened: { database: Database; name: string }[] = [];
  afterEach(async () => {
    for (const { database, name } of opened.splice(0)) {
      await database.close();
      await administer((admin) =>
        sql`drop database if exists ${sql.id(name)} with (force)`.execute(admin.db),
      );
    }
  });
  async function openWithUrl() {
    const name = `test_${process.pid}_${crypto.randomUUID().slice(0, 8)}`;
    await administer((admin) =>
      sql`create database ${sql.id(name)} template ${sql.id(TEMPLATE)} strategy file_copy`.execute(admin.db),
    );
    const url = `${inject('postgresUrl')}/${name}`;
    const database = await openServer({ url, logger: silent });
    opened.push({ database, name });
    return { database, url };
  }
  return { openWithUrl, open: async () => (await openWithUrl()).database };
}

async function administer(work: (admin: Database) => Promise<unknown>): Promise<void> {
  const admin = await openServer({ url: `${inject('postgresUrl')}/postgres`, logger: silent });
  try {
    await work(admin);
  } finally {
    await admin.close();
  }
}
