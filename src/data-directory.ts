import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from './errors/config-error.ts';

/**
 * Begins to make `DATA_DIR` where it is missing, so that one where nothing can be made ends the start with a sentence:
 * there, as below /proc, Node's `mkdir` with `recursive` tries again for ever. Whatever else may be wrong with the
 * directory is left to who uses it.
 *
 * @throws ConfigError
 */
export function prepareDataDirectory(dataDir: string): void {
  const missing = outermostMissing(resolve(dataDir));
  if (missing === undefined) return;
  try {
    mkdirSync(missing, { mode: 0o700 });
  } catch (error) {
    const isRefusedSilently = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isRefusedSilently) return;
    const got = `${JSON.stringify(dataDir)}, and in ${dirname(missing)} nothing can be made`;
    throw new ConfigError([{ variable: 'DATA_DIR', expected: 'a directory on a disk', got }], {
      cause: error,
    });
  }
}

function outermostMissing(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const above = dirname(path);
  return above === path ? undefined : (outermostMissing(above) ?? path);
}
