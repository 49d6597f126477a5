import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { VARIABLES } from '../../src/config.ts';
import type { Cleanup } from '../cleanup.ts';
import { residentMemory } from '../memory-of.ts';

const CLI = join(import.meta.dirname, '../../src/cli.cjs');
const LOOK_MS = 250;
/** How long after a process has no memory any more its end may be told. */
const END_MS = 5_000;

/** What a command of the command line did. */
export interface CliRun {
  /** Its `--json` result. */
  readonly result: unknown;
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Its resident memory in megabytes, one value a look. */
  readonly resident: readonly number[];
}

/** Runs `moodring … --json` as a process of its own and watches its memory. */
export async function runCli(
  cleanup: Cleanup,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<CliRun> {
  const inherited = Object.entries(process.env).filter(([name]) => !VARIABLES.includes(name));
  const started = performance.now();
  const child = spawn(process.execPath, [CLI, ...args, '--json'], {
    // A folder without the `.env` of this checkout.
    cwd: import.meta.dirname,
    env: { ...Object.fromEntries(inherited), NO_PROXY: '127.0.0.1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let over = false;
  const exited = once(child, 'exit').finally(() => {
    over = true;
  });
  const stop = cleanup.add(async () => {
    if (!over) child.kill('SIGKILL');
    await closed;
  });
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text;
  });
  const resident: number[] = [];
  const watching = (async () => {
    while (!over && child.pid !== undefined) {
      try {
        resident.push(await residentMemory(child.pid));
      } catch (error) {
        // A process that has ended has none, and its end may be told a moment later.
        await Promise.race([exited, pause(END_MS)]);
        if (!over) throw error;
      }
      await pause(LOOK_MS);
    }
  })();
  const [code] = await closed;
  const seconds = (performance.now() - started) / 1000;
  await watching;
  await stop();
  if (code !== 0) throw new Error(`moodring ${args.join(' ')} ended with ${code}:\n${output}\n${complaints}`);
  return { result: JSON.parse(output), seconds, resident };
}
