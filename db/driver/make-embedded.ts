import { useBaselineWasm } from './baseline-wasm.ts';
import { openPGlite } from './open-pglite.ts';

/*
 * A program of its own: makes an empty database in the directory given as its argument, unless its standard input
 * ends first, as it does when the process that started it is killed. See `makeDatabase`.
 */
const [, , directory] = process.argv;
if (directory === undefined) throw new Error('expected a directory');
process.stdin.once('end', () => process.exit(1)).resume();
useBaselineWasm();
const pglite = await openPGlite(directory);
await pglite.close();
process.stdin.destroy();
