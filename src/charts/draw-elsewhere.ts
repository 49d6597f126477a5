import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TopLevelSpec } from 'vega-lite';
import { DrawingFailedError } from './errors/drawing-failed-error.ts';

const PROGRAM = fileURLToPath(new URL('./drawing-process.ts', import.meta.url));
/** Two seconds are usual. */
const LONGEST_MS = 60_000;
const LONGEST_REASON = 2_000;

/**
 * Draws pictures in a process of its own, as PNG. A thread would keep the event loop free as well, but of the memory
 * that drawing takes the system would not get some 50 MB back.
 *
 * @throws DrawingFailedError, or the signal's reason: the process is ended then.
 */
export async function drawElsewhere(
  specs: readonly TopLevelSpec[],
  signal?: AbortSignal,
): Promise<readonly Uint8Array[]> {
  signal?.throwIfAborted();
  const child = fork(PROGRAM, [], {
    // Neither this process's settings, with their secrets, nor the options it was started with.
    env: {},
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: LONGEST_MS,
    ...(signal && { signal, killSignal: 'SIGKILL' as const }),
  });
  let pictures: readonly Uint8Array[] | undefined;
  child.once('message', (message) => {
    pictures = message as readonly Uint8Array[];
  });
  child.send([...specs], (error) => {
    // It has ended already, and its exit tells why.
    if (error !== null) child.kill();
  });
  const [[exitCode], said] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    child.stderr === null ? '' : text(child.stderr),
  ]).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new DrawingFailedError(null, 'the process could not be started', { cause });
  });
  signal?.throwIfAborted();
  if (pictures?.length !== specs.length) {
    throw new DrawingFailedError(exitCode, said.trim().slice(-LONGEST_REASON));
  }
  return pictures;
}
