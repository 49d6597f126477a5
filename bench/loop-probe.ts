import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Loaded into a measured process with `--import`. To the message `heap` it answers with the bytes of the main thread's
 * heap that are in use, to any other with the longest time, in milliseconds, that the event loop was held up since the
 * one before.
 */

const RESOLUTION_MS = 5;
const NANOSECONDS = 1e6;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
histogram.enable();
process.on('message', (message) => {
  if (message === 'heap') {
    process.send?.(process.memoryUsage().heapUsed);
    return;
  }
  // What is recorded is the time between two ticks of a timer, its own interval included.
  process.send?.(Math.max(0, histogram.max / NANOSECONDS - RESOLUTION_MS));
  histogram.reset();
});
// The measured process ends when its own work ends.
process.channel?.unref();
