import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A file with an empty embedded database, to be loaded instead of made, which takes seconds. */
    pgliteImage: string;
  }
}

/** Vitest's global setup: makes the empty embedded database that every suite begins with a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'moodring-pglite-'));
  const image = join(directory, 'empty.tar');
  const pglite = await PGlite.create();
  const dump = await pglite.dumpDataDir('none');
  await writeFile(image, Buffer.from(await dump.arrayBuffer()));
  await pglite.close();
  project.provide('pgliteImage', image);
  return () => rm(directory, { recursive: true, force: true });
}
