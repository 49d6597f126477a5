import { PGlite } from '@electric-sql/pglite';

/*
 * A program of its own: makes an empty database in the directory given as its argument. See `openEmbedded`.
 */
const [, , directory] = process.argv;
if (directory === undefined) throw new Error('expected a directory');
const pglite = await PGlite.create(directory);
await pglite.close();
