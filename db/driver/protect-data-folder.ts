import type { Stats } from 'node:fs';
import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { OWN_FILES } from './data-folder.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
/** The bits of a mode that are permissions. */
const PERMISSIONS = 0o777;
/** Writing, for the group and for everybody. */
const OTHERS_WRITE = 0o022;

export interface ProtectDataFolderOptions {
  readonly dataDir: string;
  readonly logger: Logger;
}

/**
 * Closes the database and what else is kept beside it to everybody but the owner. PGlite makes files that everybody may
 * write to, whatever the umask is; that the folder is closed keeps people out of those it makes later.
 */
export async function protectDataFolder({ dataDir, logger }: ProtectDataFolderOptions): Promise<void> {
  const location = join(dataDir, 'pg');
  try {
    await close(location);
    for (const entry of await readdir(location, { recursive: true, withFileTypes: true })) {
      await close(join(entry.parentPath, entry.name));
    }
    for (const name of OWN_FILES) await close(join(dataDir, name));
  } catch (error) {
    // A file system without permissions (an USB stick's, a Windows share's) is no reason not to start.
    logger.warn({ err: error, dataDir }, 'the data folder could not be closed to other users');
  }
  if (await isOpenToOthers(dataDir)) {
    logger.warn({ dataDir }, 'other users may change what is in the data folder; chmod go-w closes it');
  }
}

/** Whether others may put their own files in the place of the database's. */
export async function isOpenToOthers(dataDir: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  return ((await stat(dataDir)).mode & OTHERS_WRITE) !== 0;
}

async function close(path: string): Promise<void> {
  const facts = await statOf(path);
  if (facts === undefined || facts.isSymbolicLink()) return;
  const wanted = facts.isDirectory() ? PRIVATE_FOLDER : PRIVATE_FILE;
  if ((facts.mode & PERMISSIONS) !== wanted) await chmod(path, wanted);
}

/** A file may be gone since it was listed: PostgreSQL is running. */
async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
