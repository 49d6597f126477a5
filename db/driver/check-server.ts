import type pg from 'pg';
import { DatabaseUnavailableError } from '../errors/database-unavailable-error.ts';
import { DatabaseUnfitError } from '../errors/database-unfit-error.ts';
import { POOLER } from '../errors/explanations.ts';
import { sharesSessions } from './pooled-sessions.ts';

/** The oldest server with `unique nulls not distinct`, which the votes need. */
const OLDEST_SERVER = 150_000;

/** pg-boss's schema. */
export const JOBS_SCHEMA = 'pgboss';

/** Tables by which a database shows whose it is; a schema may have others' beside them. */
const TABLES = ['kysely_migration', 'songs', 'votes', 'scores'];

interface Facts {
  readonly number: number;
  readonly version: string;
  readonly encoding: string;
  readonly replica: boolean;
  readonly role: string;
  readonly database: string;
  /** Where an unqualified table is made; null where there is no place. */
  readonly schema: string | null;
  readonly creates: boolean | null;
  readonly jobsExist: boolean;
  readonly jobsUsable: boolean | null;
  readonly createsSchemas: boolean;
  /** A table of this project's that belongs to a role whose rights this one does not have, and that role. */
  readonly foreignTable: string | null;
  readonly foreignOwner: string | null;
}

export interface CheckedServer {
  /** The schema of the tables. */
  readonly schema: string;
  /** Whether pg-boss's schema is there already. */
  readonly jobsExist: boolean;
}

/**
 * Looks at what a server must offer before anything is written to it.
 *
 * @param one an open session; `other` a second one to the same address.
 * @throws DatabaseUnfitError naming the first thing that is missing and what gives it, DatabaseUnavailableError for a
 * replica, which may be promoted in a moment.
 */
export async function checkServer(
  location: string,
  one: pg.Client,
  other: pg.Client,
): Promise<CheckedServer> {
  const unfit = (kind: DatabaseUnfitError['kind'], sentences: string) =>
    new DatabaseUnfitError(kind, location, sentences);
  if (await sharesSessions(one, other)) throw unfit('pooler', POOLER.sentence);
  const facts = await readFacts(one);
  const { number, version, encoding, role, database, schema } = facts;
  if (number < OLDEST_SERVER) {
    throw unfit(
      'server-version',
      `PostgreSQL 15 or newer is needed, this is ${version}. Upgrade the server.`,
    );
  }
  if (encoding !== 'UTF8') {
    const statement = `CREATE DATABASE ${quoted(`${database}_utf8`)} ENCODING 'UTF8' TEMPLATE template0;`;
    throw unfit('encoding', `Its encoding is ${encoding}, and it has to be UTF8. Make another: ${statement}`);
  }
  if (facts.replica) {
    throw new DatabaseUnavailableError(
      location,
      'It is a replica that takes no changes. Name the primary server.',
    );
  }
  if (schema === null) {
    const cure = `ALTER ROLE ${quoted(role)} SET search_path = public;`;
    throw unfit(
      'privileges',
      `The role ${quoted(role)} has no schema to make tables in. Give it one: ${cure}`,
    );
  }
  if (facts.creates !== true) {
    const cure = `GRANT USAGE, CREATE ON SCHEMA ${quoted(schema)} TO ${quoted(role)};`;
    throw unfit(
      'privileges',
      `The role ${quoted(role)} may not make tables in the schema ${quoted(schema)}. Let its owner run: ${cure}`,
    );
  }
  if (facts.foreignTable !== null) {
    const cure = `ALTER TABLE ${facts.foreignTable} OWNER TO ${quoted(role)};`;
    const what = `The table ${facts.foreignTable} belongs to the role ${quoted(facts.foreignOwner ?? '')}`;
    throw unfit(
      'privileges',
      `${what}, not to ${quoted(role)}. Let an administrator run, for this and every other table: ${cure}`,
    );
  }
  if (facts.jobsExist ? facts.jobsUsable !== true : !facts.createsSchemas) {
    const what = facts.jobsExist ? 'use' : 'make';
    const cure = facts.jobsExist
      ? `GRANT USAGE, CREATE ON SCHEMA ${JOBS_SCHEMA} TO ${quoted(role)};`
      : `CREATE SCHEMA ${JOBS_SCHEMA} AUTHORIZATION ${quoted(role)};`;
    throw unfit(
      'privileges',
      `The role ${quoted(role)} may not ${what} the schema ${JOBS_SCHEMA}, where jobs are kept. ` +
        `Let the owner of the database run: ${cure}`,
    );
  }
  return { schema, jobsExist: facts.jobsExist };
}

async function readFacts(session: pg.Client): Promise<Facts> {
  const { rows } = await session.query<Facts>(
    `select
       current_setting('server_version_num')::int as number,
       current_setting('server_version') as version,
       current_setting('server_encoding') as encoding,
       pg_is_in_recovery() as replica,
       current_user::text as role,
       current_database()::text as database,
       place.schema,
       has_schema_privilege(place.schema, 'CREATE') as creates,
       exists (select from pg_namespace where nspname = $1) as "jobsExist",
       (select has_schema_privilege(oid, 'USAGE') and has_schema_privilege(oid, 'CREATE')
        from pg_namespace where nspname = $1) as "jobsUsable",
       has_database_privilege(current_database(), 'CREATE') as "createsSchemas",
       theirs.name as "foreignTable",
       theirs.owner as "foreignOwner"
     from (
       select coalesce(
         (select n.nspname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.oid = to_regclass('kysely_migration')),
         current_schema()::text
       ) as schema
     ) as place
     left join lateral (
       select c.oid::regclass::text as name, pg_get_userbyid(c.relowner)::text as owner
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not pg_has_role(c.relowner, 'USAGE')
         and (n.nspname = $1 or (n.nspname = place.schema and c.relname = any ($2)))
       order by c.oid limit 1
     ) as theirs on true`,
    [JOBS_SCHEMA, TABLES],
  );
  const [facts] = rows;
  if (facts === undefined) throw new Error('the server answered nothing about itself');
  return facts;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
