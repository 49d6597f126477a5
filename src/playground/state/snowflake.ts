/** First millisecond of 2015, from which Discord counts ("Reference: Snowflakes"). */
const DISCORD_EPOCH = 1_420_070_400_000n;

/**
 * Makes ids as Discord does: milliseconds since 2015 in the upper 42 bits, a counter below.
 * Each id is greater than the last one, also while the clock stands still or steps back.
 */
export class Snowflakes {
  readonly #now: () => Date;
  #last = 0n;

  constructor(now: () => Date) {
    this.#now = now;
  }

  next(): string {
    const byClock = (BigInt(this.#now().getTime()) - DISCORD_EPOCH) << 22n;
    this.#last = byClock > this.#last ? byClock : this.#last + 1n;
    return this.#last.toString();
  }

  /** Makes every later id greater than `id`, which an earlier run gave out. */
  follow(id: string): void {
    const value = BigInt(id);
    if (value > this.#last) this.#last = value;
  }
}

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Whether a text has the form of an id. */
export function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value);
}
