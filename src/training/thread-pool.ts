import type { Transferable, Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';

/** An idle thread is ended soon: it holds tens of megabytes and retraining is rare. */
const IDLE_MS = 2_000;

export interface ThreadTask {
  readonly task: unknown;
  /** Of the function in the pool's file; its default export unless given. */
  readonly name?: string;
  readonly transferList?: Transferable[];
  /** Ends the task at once, and its thread with it. */
  readonly signal: AbortSignal;
}

/** Threads that are started when there is work, and end when there is none. */
export interface ThreadPool {
  /** @throws what the task threw, or the signal's reason. */
  run<T>(task: ThreadTask): Promise<T>;
  /** Resolves when all threads have ended, also those of tasks that were ended before. */
  close(): Promise<void>;
}

export interface ThreadPoolOptions {
  /** Beside this module. */
  readonly file: string;
  readonly maxThreads: number;
  readonly logger: Logger;
}

export function createThreadPool({ file, maxThreads, logger }: ThreadPoolOptions): ThreadPool {
  const pool = new Piscina({
    filename: new URL(file, import.meta.url).href,
    minThreads: 0,
    maxThreads,
    idleTimeout: IDLE_MS,
    // None of this process's settings, with their secrets.
    env: {},
  });
  pool.on('error', (error) => logger.error({ err: error, file }, 'a training thread failed'));
  /** The ends of threads that have loaded their modules; only they are given tasks. */
  const exits = new Map<Worker, Promise<void>>();
  pool.on('workerCreate', ({ id }: { readonly id: number }) => {
    const thread = pool.threads.find(({ threadId }) => threadId === id);
    if (thread === undefined) return;
    const exit = exitOf(thread);
    exits.set(thread, exit);
    void exit.then(() => exits.delete(thread));
  });

  /** Resolves when the thread has loaded its modules, or has failed to. */
  function loaded(thread: Worker): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        pool.off('workerCreate', look);
        resolve();
      };
      const look = () => {
        if (exits.has(thread)) end();
      };
      pool.on('workerCreate', look);
      thread.once('exit', end);
      look();
    });
  }

  return {
    async run<T>({ task, signal, ...options }: ThreadTask): Promise<T> {
      try {
        return await pool.run(task, { signal, ...options });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    async close() {
      // A thread must not be ended while it loads: V8 may take the whole process along (nodejs/node#64500).
      await Promise.all(pool.threads.map(loaded));
      await pool.destroy();
      await Promise.all(exits.values());
    },
  };
}

function exitOf(thread: Worker): Promise<void> {
  return new Promise((resolve) => thread.once('exit', () => resolve()));
}
