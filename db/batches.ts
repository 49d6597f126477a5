import { setImmediate as turn } from 'node:timers/promises';

/**
 * Cuts a list into batches and lets the event loop turn between two of them. Statements of others, of which the
 * embedded database runs one at a time, have their turn then too.
 */
export async function* inBatches<T>(items: readonly T[], size: number): AsyncGenerator<readonly T[], void> {
  for (let start = 0; start < items.length; start += size) {
    if (start > 0) await turn();
    yield items.slice(start, start + size);
  }
}
