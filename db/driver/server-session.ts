import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** How long to wait for the answer of a server that is being connected to. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** Before a server that had no room is asked again. */
const ROOM_RETRY_MS = 250;
/** Of these attempts, so many make a second. */
const TELL_EVERY = 4;

/**
 * A transaction that its process left open (the machine lost the network, say) frees its locks after this long;
 * nothing between two statements of a transaction takes seconds.
 */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * What changes how values are written and read, and how long things may take. A role, a database or a server may have
 * other defaults. Set by statements: a startup parameter would be refused by a pooler.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_session_timeout: '0',
  idle_in_transaction_session_timeout: String(IDLE_IN_TRANSACTION_MS),
};

/** Newer than the oldest server that is served. */
const NEWER_SETTINGS: Readonly<Record<string, string>> = { transaction_timeout: '0' };

const STATEMENT = [
  ...Object.entries(SETTINGS).map(([name, value]) => `select set_config('${name}', '${value}', false)`),
  ...Object.entries(NEWER_SETTINGS).map(
    ([name, value]) => `select set_config(name, '${value}', false) from pg_settings where name = '${name}'`,
  ),
].join(';\n');

/** Gives a new session the settings that everything here relies on, whatever the role's are. */
export async function prepareSession(client: pg.ClientBase, schema?: string): Promise<void> {
  const path = schema === undefined ? '' : `;\nset search_path to ${pg.escapeIdentifier(schema)}`;
  await client.query(`${STATEMENT}${path}`);
}

export interface SessionOptions {
  readonly connection: pg.ClientConfig;
  /** What the server lists it as. */
  readonly name: string;
  /** How long to wait, in ms, while the server lets no more connections in. */
  readonly roomMs: number;
  /** Called when the server has none to give, and again every second. */
  readonly onFull?: () => void;
  /** Told of what breaks the connection later on. */
  readonly onError: (error: Error) => void;
  /** Our settings unless told to leave the session as the role has it. */
  readonly settings?: 'ours' | 'role';
}

/** Opens one session beside the pool, for what has to stay with a session. @throws what connecting threw. */
export async function openSession(options: SessionOptions): Promise<pg.Client> {
  const { connection, name, roomMs, onError, onFull, settings = 'ours' } = options;
  const attempt = async () => {
    const client = new pg.Client({ ...connection, application_name: name });
    client.on('error', onError);
    try {
      await client.connect();
      if (settings === 'ours') await prepareSession(client);
      return client;
    } catch (error) {
      await client.end();
      throw error;
    }
  };
  return await whileFull(roomMs, attempt, onFull);
}

/** Tries again for as long as the server, or its limit for the role, has no connection to give. */
export async function whileFull<T>(
  roomMs: number,
  attempt: () => Promise<T>,
  onFull?: () => void,
): Promise<T> {
  const since = performance.now();
  for (let attempts = 0; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isFull(error) || performance.now() - since >= roomMs) throw error;
      if (attempts % TELL_EVERY === 0) onFull?.();
      await pause(ROOM_RETRY_MS);
    }
  }
}

/** `too many clients`, `too many connections for role`, `remaining connection slots are reserved`; a pooler's limit. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '53300') || /no more connections allowed/.test(error.message);
}
