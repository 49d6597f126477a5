import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FileError } from './errors/file-error.ts';

/** A folder that files are written to. */
export interface OutputFolder {
  /**
   * Writes a file, in the place of one of that name; the folder is made with the first.
   * @returns its path. @throws FileError
   */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/**
 * Checks now that files can be written, so that it is told before anything else is done; nothing is made yet.
 * @throws FileError
 */
export async function openOutputFolder(folder: string): Promise<OutputFolder> {
  const failed = (cause: unknown): never => {
    throw new FileError('write', folder, cause instanceof Error ? cause : new Error(String(cause)));
  };
  const missing = await missingFolders(resolve(folder)).catch(failed);
  return {
    async write(name, content) {
      const path = join(folder, name);
      const part = `${path}.${process.pid}.part`;
      try {
        for (const one of missing.splice(0)) await mkdir(one);
        await writeFile(part, content);
        await rename(part, path);
      } catch (cause) {
        await rm(part, { force: true });
        failed(cause);
      }
      return path;
    },
  };
}

/** The folders to be made for one, the outermost first. @throws the system's error when that will not do. */
async function missingFolders(folder: string): Promise<string[]> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw error;
    return [...(await missingFolders(dirname(folder))), folder];
  }
  await access(folder, constants.W_OK | constants.X_OK);
  return [];
}
