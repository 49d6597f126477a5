import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Database } from '../../db/database.ts';
import { freeBytes } from '../../db/driver/folder-failure.ts';
import { isOpenToOthers } from '../../db/driver/protect-data-folder.ts';
import type { Finding } from './finding.ts';

const MB = 1024 * 1024;
/** Room that a retrain of a large catalogue and its log of changes take for a while. */
const LITTLE_BYTES = 200 * MB;
/** Nothing can be written any more, or not for long. */
const NOTHING_BYTES = 32 * MB;
/** The permissions of the group and of everybody. */
const OTHERS = 0o077;

/** Room and permissions of an embedded database's folder. */
export async function folderFindings(database: Pick<Database, 'kind' | 'location'>): Promise<Finding[]> {
  const { kind, location } = database;
  if (kind !== 'embedded' || !existsSync(join(location, 'PG_VERSION'))) return [];
  return [diskFinding(freeBytes(location)), ...(await permissionFindings(location))];
}

function diskFinding(free: number): Finding {
  const title = 'Disk';
  const room = `${Math.floor(free / MB).toLocaleString('en')} MB`;
  if (free < NOTHING_BYTES) {
    const text = `The disk is full (${room} left): votes and songs cannot be saved. Make room on it.`;
    return { state: 'bad', title, text };
  }
  if (free < LITTLE_BYTES) {
    return { state: 'warning', title, text: `Only ${room} are left on the disk. Make room on it soon.` };
  }
  return { state: 'good', title, text: `${room} are left.` };
}

async function permissionFindings(location: string): Promise<Finding[]> {
  if (process.platform === 'win32') return [];
  const title = 'Data folder';
  const dataDir = dirname(location);
  if (((await stat(location)).mode & OTHERS) !== 0) {
    const text = `Other users of the machine may read the database. Close it: chmod -R go-rwx ${location}`;
    return [{ state: 'bad', title, text }];
  }
  if (await isOpenToOthers(dataDir)) {
    const text = `Other users of the machine may put files of their own into it. Close it: chmod go-w ${dataDir}`;
    return [{ state: 'warning', title, text }];
  }
  return [{ state: 'good', title, text: 'Only the user I run as can read it.' }];
}
