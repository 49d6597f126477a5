import { constants, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/**
 * Lets the process's other threads go before the worker thread that calls this when processors are short: training may
 * take longer, members should not wait. Only Linux has priorities of threads; elsewhere, where it would slow the whole
 * process, it does nothing.
 */
export function lowerPriority(): void {
  if (process.platform === 'linux' && !isMainThread) setPriority(constants.priority.PRIORITY_LOW);
}
