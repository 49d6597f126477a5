import pg from 'pg';
import type { Logger } from 'pino';
import { prepareSession, whileFull } from './driver/server-session.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

type Handler = (payload: string | undefined) => void;

export interface Listener {
  /** @throws what connecting threw, or that the listener is closed; the handler is forgotten then. */
  listen(channel: string, handler: Handler): Promise<() => Promise<void>>;
  /** Ends the connection, waiting for one that is being opened. */
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly connection: pg.ClientConfig;
  /** How long to wait while the server has no connection to give. */
  readonly roomMs: number;
  readonly onFull: () => void;
  readonly logger: Logger;
}

/**
 * LISTEN on one connection of its own that comes back after it broke, with a growing pause. After it came
 * back every handler is called with `undefined`, because what was sent meanwhile is lost.
 */
export function createListener({ connection, roomMs, onFull, logger }: ListenerOptions): Listener {
  const handlers = new Map<string, Set<Handler>>();
  let client: pg.Client | undefined;
  /** The connection, or the attempt at one that everybody waits for; undefined while there is neither. */
  let opening: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  function connected(): Promise<pg.Client> {
    opening ??= whileFull(roomMs, open, onFull).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function open(): Promise<pg.Client> {
    if (closed) throw new Error('The listener was closed');
    const next = new pg.Client({ ...connection, application_name: 'moodring listen' });
    next.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload);
    });
    next.on('error', (error) => logger.warn({ err: error }, 'the listening database connection broke'));
    next.on('end', () => {
      if (client !== next) return;
      client = undefined;
      opening = undefined;
      if (!closed) reopen(FIRST_RETRY_MS);
    });
    await next.connect();
    try {
      await prepareSession(next);
      for (const channel of handlers.keys()) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
      if (closed) throw new Error('The listener was closed');
    } catch (error) {
      await next.end();
      throw error;
    }
    client = next;
    return next;
  }

  function reopen(delay: number): void {
    retry = setTimeout(() => {
      connected().then(
        () => {
          for (const set of handlers.values()) for (const handler of set) handler(undefined);
        },
        (error: unknown) => {
          if (closed) return;
          logger.warn({ err: error }, 'cannot listen to the database yet');
          reopen(Math.min(delay * 2, LONGEST_RETRY_MS));
        },
      );
    }, delay);
  }

  function forget(channel: string, handler: Handler): void {
    const set = handlers.get(channel);
    set?.delete(handler);
    if (set?.size === 0) handlers.delete(channel);
  }

  return {
    async listen(channel, handler) {
      if (closed) throw new Error('The listener is closed');
      const set = handlers.get(channel) ?? new Set();
      handlers.set(channel, set.add(handler));
      try {
        await (await connected()).query(`listen ${pg.escapeIdentifier(channel)}`);
      } catch (error) {
        forget(channel, handler);
        throw error;
      }
      return async () => {
        forget(channel, handler);
        if (!handlers.has(channel)) await client?.query(`unlisten ${pg.escapeIdentifier(channel)}`);
      };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      // Whoever asked for the connection learns how it ended.
      if (opening !== undefined) await Promise.allSettled([opening]);
      await client?.end();
    },
  };
}
