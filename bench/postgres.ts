import pg from 'pg';
import type { TestProject } from 'vitest/node';
import type { Cleanup, End } from './cleanup.ts';

/** A PostgreSQL server that the bench makes databases on. */
export interface Server {
  /** What whoever reads the figures has to know about it. */
  readonly note: string;
  /** Makes an empty database. */
  database(): Promise<{ readonly url: string; readonly drop: End }>;
}

/**
 * The server of DATABASE_URL, whose user must be allowed to create databases (its own database is not touched), or
 * else one of the bench's own, or else why there is none.
 */
export async function findServer(cleanup: Cleanup): Promise<Server | { readonly missing: string }> {
  const configured = process.env.DATABASE_URL ?? '';
  if (configured !== '') return server(cleanup, configured, 'PostgreSQL is the server of DATABASE_URL.');
  try {
    const url = await startServer(cleanup);
    return server(
      cleanup,
      url,
      'PostgreSQL is the server of the tests: on this machine, not waiting for the disk.',
    );
  } catch (error) {
    return { missing: `Without PostgreSQL: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Starts the server of the tests. */
async function startServer(cleanup: Cleanup): Promise<string> {
  const { default: start } = await import('../tests/support/postgres-server.ts');
  const { default: exitHook } = await import('async-exit-hook');
  let url = '';
  const project = {
    provide(_: string, value: string) {
      url = value;
    },
  };
  cleanup.add(await start(project as unknown as TestProject));
  // The package's own answer to a signal would end the bench before it has ended everything.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) exitHook.unhookEvent(signal);
  return `${url}/postgres`;
}

function server(cleanup: Cleanup, adminUrl: string, note: string): Server {
  let made = 0;
  return {
    note,
    async database() {
      made += 1;
      const database = `moodring_bench_${process.pid}_${made}`;
      await query(adminUrl, `create database ${database}`);
      const url = new URL(adminUrl);
      url.pathname = `/${database}`;
      const drop = cleanup.add(() => query(adminUrl, `drop database ${database} with (force)`));
      return { url: url.href, drop };
    },
  };
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
