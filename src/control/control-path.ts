import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** macOS has room for 104 bytes in a socket's address, Linux for 108, the closing zero included. */
const LONGEST_PATH = 103;

const PIPES = '\\\\.\\pipe\\';

/**
 * Where a process that holds the embedded database of `dataDir` takes commands: a socket in a directory of its own
 * below `dataDir`, or, where that path is too long for a socket, below the system's directory for temporary files.
 * On Windows a named pipe.
 */
export function controlSocketPath(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  const directory = resolve(dataDir);
  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  if (platform === 'win32') return `${PIPES}moodring-${hash}`;
  const near = join(directory, 'control', 'moodring.sock');
  if (fits(near)) return near;
  const own = join(`moodring-${process.geteuid?.() ?? 0}-${hash}`, 'moodring.sock');
  const far = join(tmpdir(), own);
  return fits(far) ? far : join('/tmp', own);
}

/** Whether a path is a Windows named pipe, which is no file. */
export function isPipe(path: string): boolean {
  return path.startsWith(PIPES);
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST_PATH;
}
