import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AddressError } from './address-error.ts';
import { Gateway } from './gateway/gateway.ts';
import { fromAnotherSite, namesLoopback, opensPage, originOf, requireLoopback } from './loopback.ts';
import { ObservedRequests } from './observed-requests.ts';
import { PortInUseError } from './port-in-use-error.ts';
import { Faults } from './rest/faults.ts';
import { registerRest } from './rest/rest.ts';
import { LocalDiscord } from './state/local-discord.ts';
import { StateFile } from './state/state-file.ts';
import type { ObservedRequest } from './state/types.ts';
import { registerPage } from './web/page.ts';

/** How often answers that are due are checked for, in milliseconds. */
const SWEEP_MS = 250;
/** How often messages that have been kept long enough are removed, in milliseconds. */
const REMOVE_OLD_MS = 60 * 60_000;
/** How long a request may take to arrive, in milliseconds; without a limit a half one stays open for ever. */
const REQUEST_MS = 30_000;

export interface PlaygroundOptions {
  /** `127.0.0.1`, `::1` or `localhost`; anything else is refused. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly logger: Logger;
  readonly now?: () => Date;
  /** File that keeps messages, reactions and commands over restarts; without it they are forgotten. */
  readonly statePath?: string;
}

/** A local Discord with its web page; what a bot and a browser connect to. */
export interface Playground {
  readonly discord: LocalDiscord;
  /** What the bot logs in with. */
  readonly token: string;
  /** Failures for the bot's next requests. */
  readonly faults: Faults;
  /** The bot's last requests, oldest first. */
  readonly requests: readonly ObservedRequest[];
  /** Cutting connections and forgetting sessions. */
  readonly gateway: Pick<Gateway, 'drop' | 'invalidateSessions'>;
  /**
   * Starts to listen. `url` is the page, `apiUrl` what discord.js takes as `rest.api`.
   * @throws {PortInUseError}
   * @throws {AddressError}
   */
  start(): Promise<{ url: string; apiUrl: string }>;
  /** Closes every connection and writes what is to be kept; takes a second at most. */
  stop(): Promise<void>;
}

/**
 * Makes a playground; nothing runs before `start`.
 * @throws {NotLoopbackError}
 */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { host = '127.0.0.1', port, logger, now = () => new Date(), statePath } = options;
  requireLoopback(host);
  const discord = new LocalDiscord({ now });
  const token = makeToken(discord.bot.id);
  const faults = new Faults();
  const observed = new ObservedRequests();
  let origin = '';
  const context = { discord, logger, token, faults, baseUrl: () => origin };
  const gateway = new Gateway(context);
  const state = statePath === undefined ? undefined : new StateFile(statePath, discord, logger);
  let app: FastifyInstance | undefined;
  const timers: NodeJS.Timeout[] = [];

  discord.bus.listen((event) => {
    if (event.type === 'request') observed.add(event.request);
  });

  return {
    discord,
    token,
    faults,
    requests: observed.all,
    gateway,
    async start() {
      await state?.start();
      app = makeServer(gateway, logger);
      await registerRest(app, context);
      await registerPage(app, { discord, logger });
      try {
        await app.listen({ host, port });
      } catch (cause) {
        throw listenError(cause, host, port);
      }
      const address = app.server.address();
      origin = originOf(host, typeof address === 'object' && address !== null ? address.port : port);
      gateway.start();
      timers.push(
        setInterval(() => discord.interactions.sweep(), SWEEP_MS).unref(),
        setInterval(() => discord.store.removeOld(), REMOVE_OLD_MS).unref(),
      );
      return { url: `${origin}/`, apiUrl: `${origin}/api` };
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      await gateway.stop();
      await app?.close();
      await state?.stop();
    },
  };
}

/** What the person who chose the address should read. */
function listenError(cause: unknown, host: string, port: number): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return new PortInUseError(port, { cause });
  if (code === 'EACCES') {
    return new AddressError(`Port ${port} is for system services. Set PORT to a number above 1023.`, {
      cause,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') {
    return new AddressError(`This machine has no address ${host}. Set HOST to 127.0.0.1.`, { cause });
  }
  return cause;
}

function makeServer(gateway: Gateway, logger: Logger): FastifyInstance {
  const app = Fastify({
    // Open streams of the page would otherwise keep `close` waiting for ever.
    forceCloseConnections: true,
    requestTimeout: REQUEST_MS,
    routerOptions: { maxParamLength: 512 },
    logger: false,
  });
  // For every route, and before a body is read: any web page that the owner visits can send requests here.
  app.addHook('onRequest', async (request, reply) => {
    const { raw } = request;
    if (!namesLoopback(raw)) return reply.code(421).send({ message: 'Only for this machine.' });
    if (fromAnotherSite(raw) && !opensPage(raw))
      return reply.code(403).send({ code: 0, message: 'Not from another site.' });
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' });
  });
  app.server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?')[0];
    if (path !== '/gateway' || !namesLoopback(request) || fromAnotherSite(request)) {
      logger.warn({ path }, 'a connection to the gateway was refused');
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    gateway.upgrade(request, socket, head);
  });
  return app;
}

/** A token of the usual three parts, of which the first is the bot's id. */
function makeToken(botId: string): string {
  const part = (bytes: number) => randomBytes(bytes).toString('base64url');
  return `${Buffer.from(botId).toString('base64url')}.${part(4)}.${part(24)}`;
}
