import pg from 'pg';
import { inject, onTestFinished } from 'vitest';

/** A database and a role on the server of the tests, as somebody else's server may have them. */
export interface ServerRole {
  /** The role's address of the database. */
  readonly url: string;
  readonly role: string;
  readonly database: string;
  /** Runs a statement as the superuser, in the database. */
  run(statement: string): Promise<void>;
}

/**
 * Makes a role that may nothing, and a database of the superuser's in which it may nothing; both are gone after the test.
 *
 * @param options what comes after `CREATE DATABASE name`, and after `CREATE ROLE name LOGIN`.
 */
export async function makeServerRole({ database = '', role = '' } = {}): Promise<ServerRole> {
  const name = `role_${crypto.randomUUID().slice(0, 8)}`;
  await runOn('postgres', `create database ${name} ${database}`);
  await runOn('postgres', `create role ${name} login password 'of the role' ${role}`);
  onTestFinished(async () => {
    await runOn('postgres', `drop database ${name} with (force)`);
    await runOn('postgres', `drop role ${name}`);
  });
  const url = new URL(`${inject('postgresUrl')}/${name}`);
  url.username = name;
  url.password = 'of the role';
  return { url: url.href, role: name, database: name, run: (statement) => runOn(name, statement) };
}

async function runOn(database: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${inject('postgresUrl')}/${database}` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
