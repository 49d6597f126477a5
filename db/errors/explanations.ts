import type { UnfitKind } from './database-unfit-error.ts';

export interface Explanation {
  /** One or two sentences: what is wrong, and what to do where something is to be done. */
  readonly sentence: string;
  /** Set where a restart cannot help. */
  readonly unfit?: UnfitKind;
}

/** A disk without room. */
export const FULL = 'The disk is full. Nothing that was saved is lost; make room on it.';
const VERIFY =
  'Give its authority with &sslrootcert=FILE in DATABASE_URL, or use sslmode=require to encrypt without verifying.';
const DENIED =
  'The role of DATABASE_URL lacks a privilege that it needs; docs/deployment.md lists them with the statements that give them';

/** Node's codes of files that cannot be used. */
export const FILE_CODES: Readonly<Record<string, Explanation>> = {
  ENOSPC: { sentence: FULL },
  EDQUOT: { sentence: 'The quota of this user on the disk is used up. Make room, or have it raised.' },
  EIO: { sentence: 'The disk reports an error when it is read or written. Look at the log of the system.' },
  EROFS: {
    sentence: 'The disk is mounted read-only. Mount it so that it can be written to.',
    unfit: 'read-only',
  },
  EACCES: { sentence: 'This user may not read or write the data folder.', unfit: 'owner' },
  EPERM: { sentence: 'This user may not read or write the data folder.', unfit: 'owner' },
  ENOTDIR: { sentence: 'A part of its path is a file, not a folder.', unfit: 'not-a-folder' },
  EMFILE: { sentence: 'This process may not open more files. Raise the limit (ulimit -n).' },
};

const certificate = (sentence: string): Explanation => ({ sentence, unfit: 'certificate' });
const UNKNOWN_AUTHORITY = certificate(
  `The server's certificate is not signed by an authority that is known here. ${VERIFY}`,
);

/** Codes of connections, Node's and TLS's. */
export const NETWORK_CODES: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: { sentence: 'Nothing answers at that address. Does the server run, and is the port right?' },
  ENOTFOUND: { sentence: 'No machine of that name is known. Is the address in DATABASE_URL right?' },
  EAI_AGAIN: { sentence: 'The name of the machine could not be looked up. Is there a network?' },
  ETIMEDOUT: {
    sentence: 'The machine does not answer. Is the address right, and does a firewall let it through?',
  },
  EHOSTUNREACH: { sentence: 'There is no way to that machine. Is the network up?' },
  ENETUNREACH: { sentence: 'There is no way to that machine. Is the network up?' },
  ECONNRESET: { sentence: 'The connection broke: the server, or something on the way to it, closed it.' },
  EPIPE: { sentence: 'The connection broke: the server, or something on the way to it, closed it.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate(`The server's certificate is self-signed. ${VERIFY}`),
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: certificate("The server's certificate has expired. Have it renewed."),
  CERT_NOT_YET_VALID: certificate("The server's certificate is not valid yet. Is the clock right?"),
  ERR_TLS_CERT_ALTNAME_INVALID: certificate(
    "The server's certificate is for another name than the one in DATABASE_URL. Use the name that it is for, or " +
      'sslmode=verify-ca.',
  ),
};

/** PostgreSQL's own codes, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
export const SQL_STATES: Readonly<Record<string, Explanation>> = {
  '25006': { sentence: 'The server takes no changes now: it is a replica, or was made read-only.' },
  '28000': {
    sentence: 'The server does not let this user in from here; see its pg_hba.conf',
    unfit: 'login',
  },
  '28P01': { sentence: 'The user or the password in DATABASE_URL is wrong', unfit: 'login' },
  '3D000': {
    sentence: 'The server has no such database; create it, or correct DATABASE_URL',
    unfit: 'login',
  },
  '42501': { sentence: DENIED, unfit: 'privileges' },
  '53100': { sentence: FULL },
  '53200': { sentence: 'PostgreSQL has too little memory' },
  '53300': {
    sentence:
      'The server lets no more connections in. Close others, raise its limit, or lower DATABASE_POOL_SIZE',
  },
  '57014': { sentence: 'A statement took too long and was ended' },
  '57P01': { sentence: 'The server is being stopped' },
  '57P02': { sentence: 'The server stopped unexpectedly and is starting again' },
  '57P03': { sentence: 'The server is still starting' },
  '57P05': { sentence: 'The server closed a connection that was idle for too long' },
  '58030': { sentence: 'PostgreSQL could not read or write one of its files' },
  XX001: { sentence: 'A file of the database is damaged; restore a backup', unfit: 'damaged' },
  XX002: { sentence: 'An index of the database is damaged; run REINDEX', unfit: 'damaged' },
};

const STOPPED: Explanation = {
  sentence:
    'PostgreSQL stopped. Files of the folder may be missing or damaged, or there may be too little memory. If it stops ' +
    'again at the next start, restore a backup, or move the folder away to begin with an empty one.',
  unfit: 'damaged',
};
/** What is wrong with a pooler that does not keep sessions. */
export const POOLER: Explanation = {
  sentence:
    'The address leads through a connection pooler that gives each transaction another session (PgBouncer in ' +
    'transaction or statement mode, or the pooled address of a hosted database). Locks and notifications need a session ' +
    'that stays: use the direct address of the server, or session pooling.',
  unfit: 'pooler',
};

/** What has no code, or one that says too little; looked at first. */
export const WORDS: readonly (readonly [RegExp, Explanation])[] = [
  [/^Aborted\(|^PGlite failed to init|^memory access out of bounds|^unreachable$/i, STOPPED],
  [/statement pooling mode/i, POOLER],
  [
    /^connect EACCES/,
    { sentence: 'This user may not use the socket that DATABASE_URL names.', unfit: 'login' },
  ],
  [
    /^connect ENOENT/,
    { sentence: 'There is no such socket. Does the server run, and is the address right?' },
  ],
  [
    /^corrupted migrations/i,
    {
      sentence: 'A newer release of Moodring made its tables. Update, or restore a backup.',
      unfit: 'other-version',
    },
  ],
  [/ENOSPC|No space left on device|database or disk is full/i, { sentence: FULL }],
  [/^PGlite is clos/i, { sentence: 'It is closed already.' }],
  [/no more connections allowed/i, { sentence: 'The pooler lets no more connections in.' }],
  [
    /unsupported startup parameter/i,
    { sentence: 'A pooler on the way refuses a parameter of DATABASE_URL; remove it.' },
  ],
  [
    /^unable to open database file/i,
    { sentence: 'This user may not open pg.lock in the data folder.', unfit: 'owner' },
  ],
  [
    /readonly database/i,
    { sentence: 'This user may not write pg.lock in the data folder.', unfit: 'read-only' },
  ],
  [
    /no pg_hba\.conf entry.*(no encryption|SSL off)/i,
    {
      sentence: 'The server lets in encrypted connections only: add ?sslmode=require to DATABASE_URL.',
      unfit: 'encryption',
    },
  ],
  [
    /does not support SSL/i,
    {
      sentence: 'The server has no TLS: remove sslmode from DATABASE_URL, or set TLS up there.',
      unfit: 'encryption',
    },
  ],
  [
    /client password must be a string/i,
    { sentence: 'The server wants a password, and DATABASE_URL has none.', unfit: 'login' },
  ],
  [
    /due to connection timeout|^timeout expired|timeout exceeded when trying to connect/i,
    { sentence: 'There was no answer in time. Is the address right, and is the server overloaded?' },
  ],
  [/^Query read timeout/i, { sentence: 'A query got no answer in time.' }],
  [
    /^connection terminated|connection error and is not queryable/i,
    { sentence: 'The connection broke: the server, or something on the way to it, closed it.' },
  ],
];
