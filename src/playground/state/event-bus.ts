import { EventEmitter } from 'node:events';
import type { LocalEvent } from './types.ts';

/** Everything that happens, in order, to whoever listens. */
export class EventBus {
  readonly #emitter = new EventEmitter<{ event: [LocalEvent] }>().setMaxListeners(0);

  emit(event: LocalEvent): void {
    this.#emitter.emit('event', event);
  }

  /** Calls `listener` at every event, until the returned function is called. */
  listen(listener: (event: LocalEvent) => void): () => void {
    this.#emitter.on('event', listener);
    return () => this.#emitter.off('event', listener);
  }

  /**
   * Resolves with what `probe` gives as soon as that is neither `undefined`, `null` nor `false`.
   * It is asked at once and after every event, so that it does not matter which came first.
   * @throws {WaitTimeoutError} by rejection
   */
  waitFor<T>(probe: () => T, timeoutMs = 5_000): Promise<Exclude<T, undefined | null | false>> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          const value = probe();
          if (value === undefined || value === null || value === false) return;
          finish();
          resolve(value as Exclude<T, undefined | null | false>);
        } catch (error) {
          finish();
          reject(error);
        }
      };
      const unlisten = this.listen(attempt);
      const timer = setTimeout(() => {
        finish();
        reject(new WaitTimeoutError(timeoutMs, probe));
      }, timeoutMs);
      const finish = () => {
        clearTimeout(timer);
        unlisten();
      };
      attempt();
    });
  }
}

/** What was waited for did not happen. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  readonly timeoutMs: number;

  constructor(timeoutMs: number, probe: () => unknown) {
    super(`Not within ${timeoutMs} ms: ${probe.toString()}`);
    this.timeoutMs = timeoutMs;
  }
}
