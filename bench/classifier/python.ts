import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A distribution's Python first: its packages are what the peers are measured by. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const LARGEST_OUTPUT = 2 ** 28;

/** A Python that can import a module or load a library by these lines, if there is one. */
export function findPython(lines: string): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', lines], { stdio: 'ignore' }).status === 0);
}

export interface PeerOptions {
  readonly input?: Uint8Array;
  /** It is stopped after so long; never unless given. */
  readonly patienceMs?: number;
}

/**
 * Runs a script of `bench/peers` and reads the JSON that it prints; undefined when it was stopped.
 * @throws Error where it fails, with what it said
 */
export function runPeer(
  python: string,
  script: string,
  args: readonly string[],
  { input, patienceMs }: PeerOptions = {},
): unknown {
  const path = fileURLToPath(new URL(`../peers/${script}`, import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(python, [path, ...args], {
    input,
    maxBuffer: LARGEST_OUTPUT,
    encoding: 'utf8',
    timeout: patienceMs,
  });
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return undefined;
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`, { cause: error });
  return JSON.parse(stdout);
}
