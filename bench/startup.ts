import { join } from 'node:path';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import { startMoodring } from './moodring.ts';
import type { Samples } from './samples.ts';

export interface StartupOptions {
  readonly cleanup: Cleanup;
  readonly runs: number;
  /** Takes a line about how far the measurement is. */
  readonly progress: (line: string) => void;
}

/**
 * Seconds from `node src/start.cjs`, with nothing configured, until it has said where its page is and the page has
 * answered: on an empty directory, and again on the same one.
 */
export async function measureStartup({ cleanup, runs, progress }: StartupOptions): Promise<Samples[]> {
  const first: number[] = [];
  const later: number[] = [];
  for (let run = 1; run <= runs; run++) {
    progress(`startup, run ${run} of ${runs}`);
    const directory = await temporaryDirectory(cleanup);
    const dataDir = join(directory.path, 'data');
    first.push(await secondsToPage(cleanup, dataDir));
    later.push(await secondsToPage(cleanup, dataDir));
    await directory.remove();
  }
  return [
    {
      name: 'first start until the page answers',
      unit: 's',
      values: first,
      limit: { of: 'median', below: 15 },
    },
    {
      name: 'later start until the page answers',
      unit: 's',
      values: later,
      limit: { of: 'median', below: 5 },
    },
  ];
}

async function secondsToPage(cleanup: Cleanup, dataDir: string): Promise<number> {
  const moodring = await startMoodring(cleanup, { settings: { DATA_DIR: dataDir, PORT: '0' } });
  const ready = performance.now();
  if (moodring.url === undefined) throw new Error('Moodring did not say where its page is');
  const response = await fetch(moodring.url);
  await response.text();
  const ms = moodring.readyMs + performance.now() - ready;
  if (!response.ok) throw new Error(`the page answered ${response.status}`);
  await moodring.stop();
  return ms / 1000;
}
