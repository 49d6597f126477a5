import type { Logger } from 'pino';

/** Work that nobody awaits but that a stop has to wait for. */
export interface TaskTracker {
  /** Takes over a piece of work; a failure is logged with its name and counted. */
  run(name: string, work: () => Promise<unknown>): void;
  /** How many pieces of work have failed since the start. */
  readonly failures: number;
  /** Waits until all work is done, at most `timeoutMs`. @returns how many were still running then. */
  settle(timeoutMs: number): Promise<number>;
}

export function createTaskTracker({ logger }: { readonly logger: Logger }): TaskTracker {
  const running = new Set<Promise<void>>();
  let failures = 0;
  return {
    get failures() {
      return failures;
    },
    run(name, work) {
      const task = work().then(
        () => {},
        (error: unknown) => {
          failures += 1;
          logger.error({ err: error, task: name, failures }, 'a task failed');
        },
      );
      running.add(task);
      void task.finally(() => running.delete(task));
    },
    async settle(timeoutMs) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      const settled = async () => {
        while (running.size > 0) await Promise.all(running);
      };
      await Promise.race([settled(), timeout]);
      clearTimeout(timer);
      return running.size;
    },
  };
}
