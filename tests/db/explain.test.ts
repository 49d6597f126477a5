import { expect, test } from 'vitest';
import { explain, messageOf } from '../../db/errors/explain.ts';
import { failedToOpen } from '../../db/errors/failed-to-open.ts';
import { isDatabaseDown } from '../../src/errors/is-database-down.ts';
import { exitCodeOf } from '../../src/exit-codes.ts';

const reported = (code: string, message: string) =>
  Object.assign(new Error(message), { code, severity: 'ERROR' });
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

test.each<[unknown, RegExp, string | undefined]>([
  [
    reported('42501', 'permission denied for schema public'),
    /lacks a privilege.*deployment\.md/,
    'privileges',
  ],
  [
    reported('28P01', 'password authentication failed for user "x"'),
    /password in DATABASE_URL is wrong/,
    'login',
  ],
  [reported('3D000', 'database "x" does not exist'), /no such database/, 'login'],
  [
    reported('28000', 'no pg_hba.conf entry for host "::1", user "x", database "y", no encryption'),
    /add \?sslmode=require/,
    'encryption',
  ],
  [reported('53100', 'could not extend file: No space left on device'), /disk is full/, undefined],
  [
    reported('53300', 'too many connections for role "x"'),
    /no more connections.*DATABASE_POOL_SIZE/,
    undefined,
  ],
  [reported('57P03', 'the database system is starting up'), /still starting/, undefined],
  [
    reported('08P01', 'transaction blocks not allowed in statement pooling mode'),
    /session pooling/,
    'pooler',
  ],
  [coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'), /Nothing answers/, undefined],
  [new AggregateError([coded('ECONNREFUSED', '')], ''), /Nothing answers/, undefined],
  [coded('ENOTFOUND'), /No machine of that name/, undefined],
  [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), /self-signed.*sslrootcert=FILE.*sslmode=require/, 'certificate'],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), /another name/, 'certificate'],
  [new Error('The server does not support SSL connections'), /has no TLS/, 'encryption'],
  [new Error('Connection terminated unexpectedly'), /The connection broke/, undefined],
  [new Error('Connection terminated due to connection timeout'), /no answer in time/, undefined],
  [
    new Error('Aborted(). Build with -sASSERTIONS for more info.'),
    /missing or damaged.*restore a backup/,
    'damaged',
  ],
  [new Error('PGlite failed to initialize properly'), /missing or damaged.*restore a backup/, 'damaged'],
  [new Error('unable to open database file'), /may not open pg\.lock/, 'owner'],
  [
    new Error('corrupted migrations: previously executed migration 0099 is missing'),
    /newer release/,
    'other-version',
  ],
  [{ name: 'ErrnoError', errno: 51 }, /disk is full/, undefined],
])('%s is explained', (error, words, unfit) => {
  expect(explain(error).sentence).toMatch(words);
  expect(explain(error).unfit).toBe(unfit);
  const told = failedToOpen('here', error);
  expect(told).toMatchObject({ location: 'here', cause: error });
  expect(String(told)).toMatch(words);
  // The documented service gives up at 3 and comes again after 4.
  expect(exitCodeOf(told)).toBe(unfit === undefined ? 4 : 3);
});

test('a disk without room, or a PGlite that stopped, is a database that is down', () => {
  expect(isDatabaseDown(reported('53100', 'No space left on device'))).toBe(true);
  expect(isDatabaseDown(new Error('Aborted(). Build with -sASSERTIONS for more info.'))).toBe(true);
  expect(isDatabaseDown(reported('42601', 'syntax error'))).toBe(false);
});

test('what PostgreSQL reports and nobody has explained is quoted, with who says it', () => {
  expect(messageOf(reported('XX000', 'cache lookup failed'))).toBe(
    'PostgreSQL reports “cache lookup failed” (XX000).',
  );
  expect(messageOf(reported('53100', 'No space left on device'))).toMatch(/^The disk is full/);
  expect(messageOf(new Error('a sentence of our own'))).toBe('a sentence of our own');
});
