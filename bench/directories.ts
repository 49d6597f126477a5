import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cleanup, End } from './cleanup.ts';

/** A new directory for temporary files, with everything in it gone at the end. */
export async function temporaryDirectory(cleanup: Cleanup): Promise<{ path: string; remove: End }> {
  const path = await mkdtemp(join(tmpdir(), 'moodring-bench-'));
  return { path, remove: cleanup.add(() => rm(path, { recursive: true, force: true })) };
}
