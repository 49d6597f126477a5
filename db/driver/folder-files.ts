import { accessSync, constants, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface FileFacts {
  /** The owner's number. */
  readonly uid: number;
  readonly isDirectory: boolean;
}

/** What the checks of a data folder ask of the system. */
export interface FolderFiles {
  /** The user this process acts as; undefined where files have no such owners (Windows). */
  readonly uid: number | undefined;
  /** A user's name, or their number where there is none. */
  nameOf(uid: number): string;
  /** Undefined where there is nothing of that name. @throws what else the system says. */
  stat(path: string): FileFacts | undefined;
  /** Everything below a folder, the folder itself apart; links are not followed. */
  below(path: string): Iterable<FileFacts & { readonly path: string }>;
  /** @throws what keeps this process from reading and changing a folder. */
  checkWritable(path: string): void;
}

/** This machine's. */
export const FOLDER_FILES: FolderFiles = {
  uid: process.geteuid?.(),
  nameOf(uid) {
    const line = passwd().find((one) => one.split(':')[2] === String(uid));
    return line?.split(':')[0] || String(uid);
  },
  stat(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat && { uid: stat.uid, isDirectory: stat.isDirectory() };
  },
  *below(path) {
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const stat = lstatSync(file, { throwIfNoEntry: false });
      if (stat !== undefined) yield { path: file, uid: stat.uid, isDirectory: stat.isDirectory() };
    }
  },
  checkWritable: (path) => accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK),
};

function passwd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch (error) {
    // Only names are in it; a system without one has numbers.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
