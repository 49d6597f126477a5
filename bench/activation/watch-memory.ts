import { setTimeout as pause } from 'node:timers/promises';
import { residentMemory } from '../memory-of.ts';
import type { Moodring } from '../moodring.ts';

const EVERY_MS = 250;

/** Megabytes of 10^6 bytes, one value a look. */
export interface MemoryLooks {
  readonly resident: number[];
  readonly heap: number[];
}

/** Looks at a process's memory again and again until it is stopped. */
export function watchMemory(moodring: Pick<Moodring, 'pid' | 'heap'>): { stop(): Promise<MemoryLooks> } {
  const looks: MemoryLooks = { resident: [], heap: [] };
  let over = false;
  async function watch(): Promise<void> {
    while (!over) {
      looks.resident.push(await residentMemory(moodring.pid));
      looks.heap.push((await moodring.heap()) / 1e6);
      await pause(EVERY_MS);
    }
  }
  const watching = watch();
  return {
    async stop() {
      over = true;
      await watching;
      return looks;
    },
  };
}
