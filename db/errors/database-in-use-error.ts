/** The process that holds an embedded database, as it wrote itself down. */
export interface Holder {
  readonly pid: number;
  /** ISO 8601 time at which it opened the database. */
  readonly since: string;
  /** The private socket on which it takes the CLI's commands. */
  readonly controlSocket: string;
}

/** The embedded database directory is open in another process; opening it twice would destroy it. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
  readonly directory: string;
  /** Undefined in the moment between a process taking the lock and writing itself down. */
  readonly holder: Holder | undefined;

  constructor(directory: string, holder: Holder | undefined, options?: ErrorOptions) {
    const who = holder === undefined ? 'another process' : `process ${holder.pid} since ${holder.since}`;
    super(`The database in ${directory} is in use by ${who}. Stop that process first.`, options);
    this.directory = directory;
    this.holder = holder;
  }
}
