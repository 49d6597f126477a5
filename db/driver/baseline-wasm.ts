import { setFlagsFromString } from 'node:v8';

/** V8's optimising compiler for WebAssembly, which would begin as soon as a function is used a lot. */
const OFF = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

/**
 * Leaves WebAssembly that is compiled from now on at V8's first, quick compilation, in all threads of this process:
 * optimising one of PostgreSQL's functions (a single one, of 100 kB) takes 600 MB for seconds, and queries are no faster
 * for it.
 */
export function useBaselineWasm(): void {
  for (const flag of OFF) setFlagsFromString(flag);
}
