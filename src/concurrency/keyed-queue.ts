import { setImmediate as turn } from 'node:timers/promises';

/** Runs work of one key in the order it came, one piece at a time; different keys do not wait for each other. */
export interface KeyedQueue {
  /** How many pieces of work wait, over all keys; those that run do not count. */
  readonly waiting: number;
  /** How many keys have work that runs or waits. */
  readonly keys: number;
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /**
   * Like `run`, but for work of which only the latest matters: what waits under the same slot of the key, or under one that
   * `overtakes` names, is removed without having run.
   *
   * @returns undefined when newer work took its place.
   */
  runLatest<T>(
    key: string,
    slot: string,
    work: () => Promise<T>,
    overtakes?: (slot: string) => boolean,
  ): Promise<T | undefined>;
}

interface Piece {
  run(): Promise<void>;
  remove(): void;
}

/** The slot of work that nothing overtakes is a symbol of its own. */
type Line = Map<string | symbol, Piece>;

export function createKeyedQueue(): KeyedQueue {
  /** By key, while a piece of it runs or waits; each in the order in which its pieces run. */
  const lines = new Map<string, Line>();
  let waiting = 0;

  function remove(line: Line, slot: string | symbol): Piece | undefined {
    const piece = line.get(slot);
    if (line.delete(slot)) waiting -= 1;
    return piece;
  }

  async function workOff(key: string, line: Line): Promise<void> {
    for (;;) {
      // The embedded database may answer without ever leaving the event loop: a long line would keep everything else waiting.
      await turn();
      const [slot] = line.keys();
      if (slot === undefined) break;
      await remove(line, slot)?.run();
    }
    lines.delete(key);
  }

  function enqueue(key: string, slot: string | symbol, piece: Piece): void {
    let line = lines.get(key);
    const isNew = line === undefined;
    line ??= new Map();
    line.set(slot, piece);
    waiting += 1;
    if (!isNew) return;
    lines.set(key, line);
    void workOff(key, line);
  }

  return {
    get waiting() {
      return waiting;
    },
    get keys() {
      return lines.size;
    },
    run<T>(key: string, work: () => Promise<T>) {
      return new Promise<T>((resolve) => {
        // A failure is for the caller; the next piece runs all the same.
        enqueue(key, Symbol('once'), { run: () => settle(work, resolve), remove: () => {} });
      });
    },
    runLatest<T>(key: string, slot: string, work: () => Promise<T>, overtakes?: (slot: string) => boolean) {
      const line: Line = lines.get(key) ?? new Map();
      remove(line, slot)?.remove();
      if (overtakes !== undefined) {
        for (const other of line.keys())
          if (typeof other === 'string' && overtakes(other)) remove(line, other)?.remove();
      }
      return new Promise<T | undefined>((resolve) => {
        enqueue(key, slot, { run: () => settle(work, resolve), remove: () => resolve(undefined) });
      });
    },
  };
}

/** Runs work to its end and hands the outcome, good or bad, to who waits for it. */
async function settle<T>(work: () => Promise<T>, resolve: (outcome: Promise<T>) => void): Promise<void> {
  const outcome = (async () => work())();
  resolve(outcome);
  await Promise.allSettled([outcome]);
}
