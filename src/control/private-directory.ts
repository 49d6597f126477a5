import { chmod, lstat, mkdir } from 'node:fs/promises';
import { PrivateDirectoryError } from './errors/private-directory-error.ts';

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
