import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { createPlayground } from '../src/playground/server.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import { residentMemory } from './memory-of.ts';
import { startMoodring } from './moodring.ts';
import type { Samples } from './samples.ts';

export interface MemoryOptions {
  readonly cleanup: Cleanup;
  /** How long the processes are left alone before they are measured again. */
  readonly idleSeconds: number;
  /** An empty database on a server; without it only the embedded one is measured. */
  readonly databaseUrl?: string;
  readonly progress: (line: string) => void;
}

interface Process {
  readonly name: string;
  readonly below: number;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Resident memory after a first start, which loads the starter catalogue and trains the first model, and after a time
 * in which nothing happens: of a process with everything embedded, and of one that has only the bot in it.
 */
export async function measureMemory(options: MemoryOptions): Promise<Samples[]> {
  const { cleanup, idleSeconds, databaseUrl, progress } = options;
  const directory = await temporaryDirectory(cleanup);
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  const stopPlayground = cleanup.add(() => playground.stop());

  const dataDir = (name: string) => join(directory.path, name);
  const discord = { DISCORD_TOKEN: playground.token, DISCORD_API_URL: apiUrl };
  const processes: Process[] = [
    { name: 'everything embedded', below: 600, settings: { DATA_DIR: dataDir('embedded'), PORT: '0' } },
  ];
  if (databaseUrl !== undefined) {
    const settings = { DATA_DIR: dataDir('server'), DATABASE_URL: databaseUrl, ...discord };
    processes.push({ name: 'DATABASE_URL and DISCORD_TOKEN', below: 200, settings });
  }

  const running = [];
  for (const { name, below, settings } of processes) {
    progress(`memory: starting, ${name}`);
    const moodring = await startMoodring(cleanup, { settings });
    running.push({ name, below, moodring, atStart: await residentMemory(moodring.pid) });
  }
  progress(`memory: leaving them alone for ${idleSeconds} s`);
  await pause(idleSeconds * 1000);
  const samples: Samples[] = [];
  for (const { name, below, moodring, atStart } of running) {
    const idle = await residentMemory(moodring.pid);
    const figure = (when: string, mb: number): Samples => ({
      name: `memory, ${name}, ${when}`,
      unit: 'MB',
      values: [mb],
      limit: { of: 'max', below },
    });
    samples.push(figure('after the first start', atStart), figure(`after ${idleSeconds} s idle`, idle));
    await moodring.stop();
  }
  await stopPlayground();
  await directory.remove();
  return samples;
}
