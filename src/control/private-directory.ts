import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { PrivateDirectoryError } from './errors/private-directory-error.ts';

/** The bits of a mode that let the group and all others write. */
const OTHERS_WRITE = 0o022;

/**
 * Makes sure that `directory` exists and that nobody but this user can look into it. In a directory for temporary
 * files anybody may have made it first, so who owns it is checked before anything is put there.
 *
 * @throws PrivateDirectoryError
 */
export async function ensurePrivateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  if (!found.isDirectory()) throw new PrivateDirectoryError(directory, 'it is not a directory');
  if (found.uid !== process.geteuid?.())
    throw new PrivateDirectoryError(directory, 'it belongs to another user');
  await chmod(directory, 0o700);
}

/**
 * Checks before anything is said to a socket in `directory` that only its owner can have put it there: this user, or,
 * for one who may look into everything, the user to whom `dataDir` belongs.
 *
 * @throws PrivateDirectoryError, or the system's error where there is no such directory.
 */
export async function checkPrivateDirectory(directory: string, dataDir: string): Promise<void> {
  const { uid, mode } = await lstat(directory);
  const trusted = [process.geteuid?.(), (await stat(dataDir).catch(nothingThere))?.uid];
  if (!trusted.includes(uid)) throw new PrivateDirectoryError(directory, 'it belongs to another user');
  if ((mode & OTHERS_WRITE) !== 0) throw new PrivateDirectoryError(directory, 'other users can write to it');
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
