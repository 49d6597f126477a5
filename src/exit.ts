/** What the programs of this project exit with; `--help` tells the same. */
export const EXIT = {
  ok: 0,
  /** Something failed that should not have. */
  failure: 1,
  /** Wrong arguments, or something that cannot be done in this state. */
  usage: 2,
  /** A setting is missing or wrong, or somebody has to change something at the database that it names. */
  config: 3,
  /** The database is in use by another process, or cannot be reached. */
  database: 4,
  /** 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const;
