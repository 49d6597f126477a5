import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MakingEndedError } from '../errors/making-ended-error.ts';

const PROGRAM = join(import.meta.dirname, 'make-embedded.ts');
/** All that the maker needs of this process's environment, whose other variables may be secrets. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT'];
/** How the system ends a process for want of memory, and how a process does that finds none. */
const FOR_WANT_OF_MEMORY: readonly unknown[] = ['SIGKILL', 'SIGABRT'];

/**
 * Makes an empty database in a directory that does not exist yet. Another process does it, because making one takes
 * some 500 MB for a moment, part of which a process would never give back.
 *
 * @throws MakingEndedError when that process was killed.
 */
export async function makeDatabase(directory: string): Promise<void> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  try {
    // The maker ends with the pipe to its standard input, which the operating system closes with this process.
    await promisify(execFile)(process.execPath, [PROGRAM, directory], { env: Object.fromEntries(passedOn) });
  } catch (cause) {
    if (cause instanceof Error && 'signal' in cause && FOR_WANT_OF_MEMORY.includes(cause.signal)) {
      throw new MakingEndedError(cause.signal as NodeJS.Signals, { cause });
    }
    throw cause;
  }
}
