import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What figures of different days have to be compared with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Gigabytes of 10^9 bytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted the processor in the minute before; zero on Windows. */
  readonly load: number;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem() / 1e9,
    system: `${platform()} ${release()}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}

/** One line for people. */
export function describeMachine({ cpu, cores, memory, system, node, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${memory.toFixed(0)} GB, ${system}, Node ${node}, load ${load.toFixed(2)} before`;
}
