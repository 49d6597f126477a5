import pg from 'pg';
import type { Logger } from 'pino';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

type Handler = (payload: string | undefined) => void;

export interface Listener {
  listen(channel: string, handler: Handler): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly connection: pg.ClientConfig;
  readonly logger: Logger;
}

/**
 * LISTEN on one connection of its own that comes back after it broke, with a growing pause. After it came
 * back every handler is called with `undefined`, because what was sent meanwhile is lost.
 */
export function createListener({ connection, logger }: ListenerOptions): Listener {
  const handlers = new Map<string, Set<Handler>>();
  let client: pg.Client | undefined;
  let opening: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function open(): Promise<pg.Client> {
    const next = new pg.Client({ ...connection, application_name: 'moodring listen', keepAlive: true });
    next.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload);
    });
    next.on('error', (error) => logger.warn({ err: error }, 'the listening database connection broke'));
    next.on('end', () => {
      if (client !== next) return;
      client = undefined;
      if (!closed) reopen(FIRST_RETRY_MS);
    });
    await next.connect();
    for (const channel of handlers.keys()) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    return next;
  }

  function reopen(delay: number): void {
    retry = setTimeout(() => {
      opening = open();
      opening.then(
        () => {
          for (const set of handlers.values()) for (const handler of set) handler(undefined);
        },
        (error: unknown) => {
          logger.warn({ err: error }, 'cannot listen to the database yet');
          if (!closed) reopen(Math.min(delay * 2, LONGEST_RETRY_MS));
        },
      );
    }, delay);
  }

  return {
    async listen(channel, handler) {
      const set = handlers.get(channel) ?? new Set();
      handlers.set(channel, set.add(handler));
      opening ??= open();
      const connected = await opening;
      if (set.size === 1) await connected.query(`listen ${pg.escapeIdentifier(channel)}`);
      return async () => {
        set.delete(handler);
        if (set.size > 0) return;
        handlers.delete(channel);
        await client?.query(`unlisten ${pg.escapeIdentifier(channel)}`);
      };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}
