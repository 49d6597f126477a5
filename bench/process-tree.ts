import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const KIB_PER_MB = 1e6 / 1024;
const EVERY_MS = 20;

/** What the processes take that this one has started, with all that those have started, in megabytes of 10^6 bytes. */
export interface ChildrenMemory {
  /** Resident memory of all of them now; what several share counts for each. */
  now(): Promise<number>;
  /** The most since the last call, looked at every 20 ms; never less than the highest of one process. */
  peak(): number;
  stop(): Promise<void>;
}

/** Watches what this process starts from now on. Linux only. */
export function watchChildren(): ChildrenMemory {
  let highest = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      const { resident, highestOfOne } = await measure();
      highest = Math.max(highest, resident, highestOfOne);
      await pause(EVERY_MS);
    }
  })();
  return {
    now: async () => (await measure()).resident,
    peak() {
      const value = highest;
      highest = 0;
      return value;
    },
    async stop() {
      stopped = true;
      await watching;
    },
  };
}

async function measure(): Promise<{ resident: number; highestOfOne: number }> {
  const parents = new Map<number, number>();
  const sizes = new Map<number, { resident: number; highest: number }>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(ended);
    const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    parents.set(Number(name), field('PPid'));
    sizes.set(Number(name), { resident: field('VmRSS') / KIB_PER_MB, highest: field('VmHWM') / KIB_PER_MB });
  }
  const tree = new Set([process.pid]);
  for (const member of tree) for (const [child, parent] of parents) if (parent === member) tree.add(child);
  tree.delete(process.pid);
  const found = [...tree].flatMap((pid) => sizes.get(pid) ?? []);
  return {
    resident: found.reduce((sum, { resident }) => sum + resident, 0),
    highestOfOne: Math.max(0, ...found.map(({ highest }) => highest)),
  };
}

/** A process that ends while it is looked at takes nothing. */
function ended(error: unknown): string {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
    return '';
  throw error;
}
