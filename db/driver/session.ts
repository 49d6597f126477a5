export interface StatementResult<Row> {
  readonly rows: Row[];
  /** Rows that the statement changed. */
  readonly affectedRows?: number | undefined;
  /** PostgreSQL's word for what it did, which is `ROLLBACK` after the commit of a transaction that had failed. */
  readonly command?: string | undefined;
}

/** What runs statements one after another: a session, or a transaction within it. */
export interface Statements {
  /** One statement. @throws an error with PostgreSQL's fields (`code`, `detail`, …) when it is refused. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<StatementResult<Row>>;
  /** Any number of statements without parameters. */
  exec(sql: string): Promise<StatementResult<unknown>[]>;
}

/**
 * The one session of an embedded database: what Kysely, pg-boss and the handle need of a PGlite, in this thread or in
 * another.
 */
export interface EmbeddedSession extends Statements {
  readonly ready: boolean;
  readonly closed: boolean;
  readonly waitReady: Promise<void>;
  /** Runs `work` in a transaction of its own; other statements wait until it is over. */
  transaction<T>(work: (transaction: Statements) => Promise<T>): Promise<T>;
  /** Calls `onNotify` for each notification on a channel. Resolves to the way to stop. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** Closes the database once what runs is over. */
  close(): Promise<void>;
}
