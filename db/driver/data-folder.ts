import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseUnfitError, type UnfitKind } from '../errors/database-unfit-error.ts';
import { failedToOpen } from '../errors/failed-to-open.ts';
import { FOLDER_FILES, type FolderFiles } from './folder-files.ts';

/** The PostgreSQL that PGlite is, as the folder's PG_VERSION has it. */
export const EMBEDDED_VERSION = '18';

/** What Moodring itself keeps in the data folder. */
export const OWN_FILES = ['pg.lock', 'pg.holder.json', 'playground.json'] as const;

/** Without these, PostgreSQL finds no database, or would make an empty one in the place of what is there. */
const REQUIRED = ['PG_VERSION', 'global/pg_control', 'base', 'pg_wal', 'pg_xact'];
/** As every PostgreSQL writes it. */
const CONTROL_FILE_BYTES = 8_192;

/**
 * Looks at whether this process may use the data folder, before anything of it is touched: what another user's process
 * writes there, that user cannot open any more.
 *
 * @throws DatabaseUnfitError naming the user to become, or what else is to be done.
 */
export function checkDataFolder(dataDir: string, files: FolderFiles = FOLDER_FILES): void {
  const location = join(dataDir, 'pg');
  try {
    const folder = files.stat(dataDir);
    if (folder === undefined) return;
    if (!folder.isDirectory) throw unfit('not-a-folder', location, `${dataDir} is a file, not a folder.`);
    checkOwners(dataDir, folder.uid, files);
    files.checkWritable(dataDir);
  } catch (cause) {
    throw failedToOpen(location, cause);
  }
}

function checkOwners(dataDir: string, folderOwner: number, files: FolderFiles): void {
  const { uid } = files;
  if (uid === undefined) return;
  const location = join(dataDir, 'pg');
  const database = files.stat(location);
  const owner = database?.uid ?? folderOwner;
  // An empty folder of another's that this user may write to is a volume that was given to them; root may write anywhere.
  if (owner !== uid && (database !== undefined || uid === 0 || !isWritable(dataDir, files))) {
    const name = files.nameOf(owner);
    const cure = `Run it as that user: sudo -u ${name} … (or, if it is to be yours: sudo chown -R ${files.nameOf(uid)} ${dataDir}).`;
    throw unfit('owner', location, `This data belongs to ${name}. ${cure}`);
  }
  const foreign = firstForeign(dataDir, database?.isDirectory === true, files);
  if (foreign === undefined) return;
  const cure = `Give it back: sudo chown -R ${files.nameOf(uid)} ${dataDir}`;
  throw unfit(
    'owner',
    location,
    `The file ${foreign.path} belongs to ${files.nameOf(foreign.uid)}, the rest to ${files.nameOf(uid)}. ${cure}`,
  );
}

function firstForeign(
  dataDir: string,
  hasDatabase: boolean,
  files: FolderFiles,
): { path: string; uid: number } | undefined {
  for (const name of OWN_FILES) {
    const path = join(dataDir, name);
    const file = files.stat(path);
    if (file !== undefined && file.uid !== files.uid) return { path, uid: file.uid };
  }
  if (!hasDatabase) return undefined;
  for (const file of files.below(join(dataDir, 'pg'))) if (file.uid !== files.uid) return file;
  return undefined;
}

function isWritable(path: string, files: FolderFiles): boolean {
  try {
    files.checkWritable(path);
    return true;
  } catch {
    // Why not does not matter: whose it is says more.
    return false;
  }
}

/**
 * Looks at a database folder before PostgreSQL opens it, which makes a new database in the place of one that lacks
 * PG_VERSION.
 *
 * @returns whether there is a database; otherwise one is to be made.
 * @throws DatabaseUnfitError for one of another PostgreSQL, or one that is not whole.
 */
export function hasDatabase(location: string): boolean {
  const stat = statSync(location, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (!stat.isDirectory()) throw unfit('not-a-folder', location, `${location} is a file, not a folder.`);
  if (readdirSync(location).length === 0) return false;
  const missing = REQUIRED.find((name) => !statSync(join(location, name), { throwIfNoEntry: false }));
  if (missing !== undefined) throw incomplete(location, `${missing} is missing`);
  const version = readFileSync(join(location, 'PG_VERSION'), 'utf8').trim();
  if (version !== EMBEDDED_VERSION) {
    const sentences =
      `It was made by PostgreSQL ${version || '?'}, and this release has ${EMBEDDED_VERSION}. Nothing was changed. Run the ` +
      'release that made it, and take songs and labels along with its export and import.';
    throw unfit('other-version', location, sentences);
  }
  const { size } = statSync(join(location, 'global/pg_control'));
  if (size !== CONTROL_FILE_BYTES) throw incomplete(location, 'global/pg_control is cut off');
  return true;
}

function incomplete(location: string, what: string): DatabaseUnfitError {
  const sentences =
    `It is not whole: ${what}, as after a copy that was cut off. Nothing was changed. Copy it again with the bot ` +
    'stopped, restore a backup, or move the folder away to begin with an empty one.';
  return unfit('incomplete', location, sentences);
}

function unfit(kind: UnfitKind, location: string, sentences: string): DatabaseUnfitError {
  return new DatabaseUnfitError(kind, location, sentences);
}
