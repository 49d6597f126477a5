import { type Cleanup, createCleanup } from './cleanup.ts';

/** 128 and the signal's number, as shells count. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export interface BenchTools {
  readonly cleanup: Cleanup;
  /** Takes a line for the person who watches. */
  readonly progress: (line: string) => void;
}

/** Runs a bench and ends what it started, whatever happens; a failure is told and makes the exit code 1. */
export async function runBench(bench: (tools: BenchTools) => Promise<void>): Promise<void> {
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const cleanup = createCleanup(progress);
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => void cleanup.all().finally(() => process.exit(code)));
  }
  try {
    await bench({ cleanup, progress });
  } catch (error) {
    progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  } finally {
    await cleanup.all();
  }
}
