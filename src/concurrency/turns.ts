import { setImmediate as turn } from 'node:timers/promises';

/**
 * Lets only a few pieces of work run at a time, in the order they came, each after a turn of the event loop. However much
 * work comes at once, whatever else the process has to do gets in between.
 */
export interface Turns {
  /** How many pieces of work wait for their turn. */
  readonly waiting: number;
  take<T>(work: () => Promise<T>): Promise<T>;
}

/** @param options.atOnce how many pieces may run at the same time */
export function createTurns({ atOnce }: { readonly atOnce: number }): Turns {
  const waiting = new Set<() => void>();
  let running = 0;

  async function place(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve) => waiting.add(resolve));
  }

  /** Hands the place to the next in line, or gives it back. */
  function leave(): void {
    const [next] = waiting;
    if (next === undefined) running -= 1;
    else {
      waiting.delete(next);
      next();
    }
  }

  return {
    get waiting() {
      return waiting.size;
    },
    async take(work) {
      await place();
      try {
        await turn();
        return await work();
      } finally {
        leave();
      }
    },
  };
}
