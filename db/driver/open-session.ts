import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { DatabaseUnavailableError } from '../errors/database-unavailable-error.ts';
import { StatementError } from '../errors/statement-error.ts';
import { useBaselineWasm } from './baseline-wasm.ts';
import { errorOf } from './error-fields.ts';
import type { Report, Request, WorkerSettings } from './protocol.ts';
import type { EmbeddedSession, StatementResult, Statements } from './session.ts';
import { createTurns } from './turns.ts';

const PROGRAM = new URL('./embedded-worker.ts', import.meta.url);
/** How long closing waits for what runs; then it is cut off, as by `kill -9`, which loses nothing that was committed. */
const CLOSE_MS = 5_000;
/** Room for answers on their way; the database's own memory is WebAssembly's, which does not count. */
const HEAP_MB = 512;
/** Three times a semi-space of 4 MB, as of the whole process: more makes it larger, and no faster. */
const YOUNG_MB = 12;

export interface SessionOptions {
  /** The files of a database; made when empty or missing. */
  readonly directory: string;
  /** Told once when the database ends by itself; every statement, also one that runs, fails with the same error. */
  readonly onLost: (error: DatabaseUnavailableError) => void;
  /** How long closing waits for what runs, in milliseconds; 5 s unless told. */
  readonly closeMs?: number;
  /** What its answers may take at once, in megabytes; 512 unless told. */
  readonly heapMb?: number;
}

type Results = StatementResult<unknown>[];
type Statement =
  | { readonly kind: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'exec'; readonly sql: string };

/**
 * Opens an embedded database in a thread of its own, so that no statement holds up this one.
 *
 * @throws what PGlite threw when it cannot be opened.
 */
export async function openSession(options: SessionOptions): Promise<EmbeddedSession> {
  const { directory, onLost, closeMs = CLOSE_MS, heapMb = HEAP_MB } = options;
  useBaselineWasm();
  const workerData: WorkerSettings = { directory };
  // The thread gets neither the settings of this process, with their secrets, nor its options.
  const worker = new Worker(PROGRAM, {
    name: 'database',
    workerData,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const exited = new Promise<true>((resolve) => worker.once('exit', () => resolve(true)));
  const turns = createTurns();
  const opened = Promise.withResolvers<void>();
  const pending = new Map<number, PromiseWithResolvers<Results>>();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let last = 0;
  let ready = false;
  let closing: Promise<void> | undefined;
  /** Why nothing is answered any more. */
  let over: DatabaseUnavailableError | undefined;

  worker.on('message', (report: Report) => {
    if (report.kind === 'ready') opened.resolve();
    else if (report.kind === 'broken') lose(errorOf(report.error));
    else if (report.kind === 'notification') {
      for (const listener of listeners.get(report.channel) ?? []) listener(report.payload);
    } else {
      const waiting = pending.get(report.id);
      pending.delete(report.id);
      // The process may end while the database has nothing to do, as it may with a PGlite of its own thread.
      if (pending.size === 0) worker.unref();
      if (report.kind === 'done') waiting?.resolve(report.results);
      else waiting?.reject(errorOf(report.error));
    }
  });
  worker.on('messageerror', lose);
  worker.on('error', lose);
  worker.on('exit', (code) => {
    if (closing === undefined) lose(`its thread ended with ${code}`);
    end();
  });

  function lose(cause: unknown): void {
    if (over !== undefined) return;
    over = new DatabaseUnavailableError(directory, cause);
    opened.reject(cause);
    end();
    if (ready) onLost(over);
  }

  /** Rejects every statement whose answer will not come. */
  function end(): void {
    over ??= new DatabaseUnavailableError(directory, 'it is closed');
    for (const { reject } of pending.values()) reject(over);
    pending.clear();
    turns.leave();
  }

  /** At once, without waiting for a turn. */
  function ask(statement: Statement): Promise<Results> {
    if (over !== undefined) return Promise.reject(over);
    const id = ++last;
    const answer = Promise.withResolvers<Results>();
    try {
      send({ ...statement, id });
      pending.set(id, answer);
      worker.ref();
    } catch (error) {
      // A parameter that cannot be sent to a thread, such as a function.
      answer.reject(error);
    }
    return answer.promise;
  }

  function send(request: Request): void {
    worker.postMessage(request);
  }

  function inTurn(statement: Statement): Promise<Results> {
    return new Promise((resolve, reject) => turns.pass(() => ask(statement).then(resolve, reject)));
  }

  async function transaction<T>(work: (transaction: Statements) => Promise<T>): Promise<T> {
    const begun = Promise.withResolvers<Results>();
    turns.enter(() => ask({ kind: 'exec', sql: 'begin' }).then(begun.resolve, begun.reject));
    try {
      // Kysely waits for `work` to be called for as long as it takes, so one that cannot begin fails in there.
      const [begin] = await Promise.allSettled([begun.promise]);
      let open = true;
      const within = statementsBy((statement) => {
        if (begin.status === 'rejected') return Promise.reject(begin.reason);
        return open ? ask(statement) : Promise.reject(new Error('the transaction is over'));
      });
      let value: T;
      try {
        value = await work(within);
      } catch (error) {
        open = false;
        if (begin.status === 'fulfilled' && over === undefined) await ask({ kind: 'exec', sql: 'rollback' });
        throw error;
      }
      open = false;
      if (begin.status === 'rejected') throw begin.reason;
      const [committed] = await ask({ kind: 'exec', sql: 'commit' });
      if (committed?.command === 'ROLLBACK') {
        throw new StatementError(
          'the transaction was rolled back, because one of its statements had failed',
          {
            severity: 'ERROR',
            code: '25P02',
          },
        );
      }
      return value;
    } finally {
      turns.leave();
    }
  }

  async function close(): Promise<void> {
    worker.ref();
    // Nobody leaves after it: what comes later is answered once the thread has ended.
    turns.enter(() => {
      if (over === undefined) send({ kind: 'close' });
    });
    const inTime = await Promise.race([exited, pause(closeMs, undefined, { ref: false })]);
    if (inTime === undefined) await worker.terminate();
  }

  const statements = statementsBy(inTurn);
  const session: EmbeddedSession = {
    get ready() {
      return ready && over === undefined;
    },
    get closed() {
      return closing !== undefined && over !== undefined;
    },
    waitReady: opened.promise,
    ...statements,
    transaction,
    async listen(channel, onNotify) {
      const name = `"${channel.replaceAll('"', '""')}"`;
      const listener = (payload: string) => onNotify(payload);
      const forget = () => {
        const others = listeners.get(channel);
        others?.delete(listener);
        if (others?.size === 0) listeners.delete(channel);
      };
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      try {
        await statements.exec(`listen ${name}`);
      } catch (error) {
        forget();
        throw error;
      }
      return async () => {
        forget();
        if (!listeners.has(channel) && over === undefined) await statements.exec(`unlisten ${name}`);
      };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
  try {
    await opened.promise;
  } catch (cause) {
    await worker.terminate();
    throw cause;
  }
  ready = true;
  worker.unref();
  return session;
}

function statementsBy(run: (statement: Statement) => Promise<Results>): Statements {
  return {
    async query<Row>(sql: string, parameters: readonly unknown[] = []) {
      const [result] = await run({ kind: 'query', sql, parameters });
      return { rows: [], ...result } as StatementResult<Row>;
    },
    exec: (sql) => run({ kind: 'exec', sql }),
  };
}
