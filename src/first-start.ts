import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether the embedded database is still to be made. What a server holds is not known before it is asked. */
export function isFirstStart(databaseUrl: string | undefined, dataDir: string): boolean {
  return databaseUrl === undefined && !existsSync(join(dataDir, 'pg'));
}
