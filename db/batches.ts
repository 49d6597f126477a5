import { setImmediate as turn } from 'node:timers/promises';

/**
 * Cuts a list into batches and lets the event loop turn between two of them: the embedded database answers without
 * ever leaving it, so that a long row of statements would keep everything else waiting.
 */
export async function* inBatches<T>(items: readonly T[], size: number): AsyncGenerator<readonly T[], void> {
  for (let start = 0; start < items.length; start += size) {
    if (start > 0) await turn();
    yield items.slice(start, start + size);
  }
}
