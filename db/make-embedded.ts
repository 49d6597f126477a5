import { PGlite } from '@electric-sql/pglite';

/*
 * A program of its own: makes an empty database in the directory given as its argument, unless its standard input
 * ends first, as it does when whoever started it is killed. See `openEmbedded`.
 */
const [, , directory] = process.argv;
if (directory === undefined) throw new Error('expected a directory');
process.stdin.once('end', () => process.exit(1)).resume();
const pglite = await PGlite.create(directory);
await pglite.close();
process.stdin.destroy();
