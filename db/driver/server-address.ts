import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type pg from 'pg';
import { locationOf } from '../database-url.ts';
import { DatabaseUnfitError } from '../errors/database-unfit-error.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { TLS_PARAMETERS, type TlsMode, tlsModeOf } from './tls-mode.ts';

/** libpq's word for the authorities that the system, here Node, knows. */
const SYSTEM = 'system';

export interface ServerAddress {
  readonly connection: pg.ClientConfig;
  /** Whether a server without TLS is taken without it. */
  readonly tlsOptional: boolean;
}

/**
 * Reads a `postgres://` address. The TLS parameters mean what they mean to libpq, which node-postgres reads otherwise
 * and with a long warning: `require` encrypts and verifies nothing unless `sslrootcert` names an authority, `verify-ca`
 * verifies the certificate, `verify-full` its name too. Without `sslrootcert` the authorities are those that Node knows.
 *
 * @throws DatabaseUnfitError when the mode is unknown, or a file cannot be read.
 */
export function readServerAddress(url: string): ServerAddress {
  const address = new URL(url);
  const parameters = address.searchParams;
  if (!TLS_PARAMETERS.some((name) => parameters.has(name))) {
    return { connection: { connectionString: url }, tlsOptional: false };
  }
  const location = locationOf(url);
  const mode = tlsModeOf(parameters);
  if (mode === undefined) {
    throw new DatabaseUnfitError('encryption', location, 'Its sslmode is not one that PostgreSQL knows.');
  }
  const ssl = tlsOptions(mode, parameters, location);
  for (const name of TLS_PARAMETERS) parameters.delete(name);
  return {
    connection: { connectionString: address.href, ssl },
    tlsOptional: mode === 'allow' || mode === 'prefer',
  };
}

function tlsOptions(mode: TlsMode, parameters: URLSearchParams, location: string): ConnectionOptions | false {
  if (mode === 'disable') return false;
  const file = (name: string): Buffer | undefined => {
    const path = parameters.get(name) ?? '';
    if (path === '') return undefined;
    try {
      return readFileSync(path);
    } catch (cause) {
      const sentence = `The file ${path} that ${name} names cannot be read (${reasonOf(cause)}).`;
      throw new DatabaseUnfitError('certificate', location, sentence, { cause });
    }
  };
  const root = parameters.get('sslrootcert') ?? '';
  const ca = root === SYSTEM ? undefined : file('sslrootcert');
  const cert = file('sslcert');
  const key = file('sslkey');
  const options: ConnectionOptions = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  if (mode === 'verify-full' || root === SYSTEM) return options;
  if (mode === 'verify-ca' || (mode === 'require' && ca !== undefined)) {
    return { ...options, checkServerIdentity: () => undefined };
  }
  return { ...options, rejectUnauthorized: false };
}

/** Whether a server was asked for TLS and said that it has none. */
export function isWithoutTls(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support SSL');
}
