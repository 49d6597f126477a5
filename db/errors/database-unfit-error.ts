/** What somebody has to change before a database can be used; a restart does not help. */
export type UnfitKind =
  /** The data folder or a file of it is another user's. */
  | 'owner'
  /** The data folder, or a file of it, may not be written to. */
  | 'read-only'
  /** There is something else where the data folder should be. */
  | 'not-a-folder'
  /** The folder was made by a release with another PostgreSQL. */
  | 'other-version'
  /** The folder lacks files without which there is no database. */
  | 'incomplete'
  /** PostgreSQL stopped while it read the folder. */
  | 'damaged'
  /** The server is older than what is needed. */
  | 'server-version'
  | 'encoding'
  /** The role may not do what has to be done. */
  | 'privileges'
  /** The address leads through a pooler that shares sessions. */
  | 'pooler'
  /** The server does not know this user, password or database. */
  | 'login'
  /** The server's certificate, or a file that should help to verify it. */
  | 'certificate'
  /** One side wants TLS and the other has none. */
  | 'encryption';

/** The database is there, but cannot be used until somebody changes something. The message never holds the password. */
export class DatabaseUnfitError extends Error {
  override readonly name = 'DatabaseUnfitError';
  readonly kind: UnfitKind;
  /** Where it is, without credentials. */
  readonly location: string;

  /** @param sentences what is wrong and what to do about it. */
  constructor(kind: UnfitKind, location: string, sentences: string, options?: ErrorOptions) {
    super(`The database at ${location} cannot be used: ${sentences}`, options);
    this.kind = kind;
    this.location = location;
  }
}
