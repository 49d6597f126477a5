import type { ErrorFields } from './error-fields.ts';
import type { StatementResult } from './session.ts';

/** What the database's thread is started with. */
export interface WorkerSettings {
  readonly directory: string;
}

/** What the bot's thread asks of the database's thread; answered in this order. */
export type Request =
  | {
      readonly kind: 'query';
      readonly id: number;
      readonly sql: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly kind: 'exec'; readonly id: number; readonly sql: string }
  /** Close the database and end; the answer is the thread's end. */
  | { readonly kind: 'close' };

/** What the database's thread says. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly results: StatementResult<unknown>[] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorFields }
  | { readonly kind: 'notification'; readonly channel: string; readonly payload: string }
  /** The database cannot be opened, or cannot go on; the thread ends. */
  | { readonly kind: 'broken'; readonly error: ErrorFields };
