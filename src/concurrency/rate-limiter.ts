/** How often each of many keys may do something, in bursts of `most`. */
export interface RateLimiter {
  /** How many keys are remembered at the moment. */
  readonly size: number;
  /** Counts `cost` times, or none at all. @returns 0 when that is allowed, else in how many milliseconds it will be. */
  take(key: string, cost?: number): number;
}

export interface RateLimiterOptions {
  readonly now: () => Date;
  /** How many times at once, after a rest. */
  readonly most: number;
  /** In what time, in milliseconds, as many are allowed again; they come back one by one. */
  readonly withinMs: number;
  /** How many keys are remembered; of more, those that come first are forgotten. Default: 10,000 */
  readonly keys?: number;
}

const KEYS = 10_000;

/**
 * Remembers one moment for each key, the one at which it will be as rested as a new key (the generic cell rate algorithm
 * of ATM networks, ITU-T I.371), and forgets it after that.
 */
export function createRateLimiter({ now, most, withinMs, keys = KEYS }: RateLimiterOptions): RateLimiter {
  const stepMs = withinMs / most;
  const restedAt = new Map<string, number>();

  /** All keys are looked at after so many new ones that it costs each of those next to nothing. */
  let lookAt = keys / 2;
  function forget(at: number): void {
    if (restedAt.size < lookAt) return;
    for (const [key, time] of restedAt) if (time <= at) restedAt.delete(key);
    if (restedAt.size >= keys) {
      // Some more than needed, so that not every new key has to look again.
      for (const key of [...restedAt.keys()].slice(0, Math.ceil(keys / 10))) restedAt.delete(key);
    }
    lookAt = Math.min(Math.max(keys / 2, restedAt.size * 1.5), keys);
  }

  return {
    get size() {
      return restedAt.size;
    },
    take(key, cost = 1) {
      const at = now().getTime();
      const before = restedAt.get(key);
      // A clock that was set back must not keep anybody waiting for longer than a whole rest.
      const from = before === undefined ? at : Math.min(Math.max(before, at), at + withinMs);
      const until = from + Math.min(cost, most) * stepMs;
      const waitMs = until - at - withinMs;
      if (waitMs > 0) return Math.ceil(waitMs);
      if (before === undefined) forget(at);
      restedAt.set(key, until);
      return 0;
    },
  };
}
