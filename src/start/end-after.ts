import { Worker } from 'node:worker_threads';

/**
 * Ends this process when it is still there after some time, whatever it does then: a timer of its own would wait for an
 * event loop that is held up. The thread takes some 20 MB, so it is started only when the end is near.
 *
 * @param ms counted from about now.
 */
export function endAfter(ms: number): void {
  new Worker(new URL('./end-thread.cjs', import.meta.url), {
    workerData: ms,
    env: {},
    execArgv: [],
  }).unref();
}
