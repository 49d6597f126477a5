import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayIntentBits as Intent } from 'discord.js';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ViewContext } from '../api/message-views.ts';
import { apiUser, gatewayGuild } from '../api/world-views.ts';
import { BOT } from '../state/world.ts';
import { serveConnection } from './connection.ts';
import { toDispatch } from './dispatches.ts';
import { Session } from './session.ts';

/** What the developer portal would have to allow first; the playground's application has none of it. */
const PRIVILEGED = Intent.GuildMembers | Intent.GuildPresences | Intent.MessageContent;
/** How long a session waits for its bot to come back. */
const SESSION_MS = 2 * 60_000;
/** How long `stop` waits for bots to close their side. */
const CLOSE_MS = 500;

export interface GatewayDeps extends ViewContext {
  readonly logger: Logger;
  readonly token: string;
}

/** Discord's gateway: sends bots the events that their intents cover. */
export class Gateway {
  readonly #deps: GatewayDeps;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4096 * 4 });
  readonly #sessions = new Map<string, Session>();
  readonly #expiry = new Map<Session, NodeJS.Timeout>();
  #unlisten: (() => void) | undefined;

  constructor(deps: GatewayDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#unlisten = this.#deps.discord.bus.listen((event) => {
      const dispatch = toDispatch(this.#deps, event);
      if (dispatch === undefined) return;
      for (const session of this.#sessions.values()) session.dispatch(dispatch);
    });
  }

  /** Closes every connection; those that do not close in time are cut. */
  async stop(): Promise<void> {
    this.#unlisten?.();
    this.invalidateSessions();
    const sockets = [...this.#server.clients];
    for (const socket of sockets) socket.close(1001, 'The playground is stopping.');
    const gone = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    const cut = setTimeout(() => this.drop(), CLOSE_MS);
    await Promise.all(gone);
    clearTimeout(cut);
    this.#server.close();
  }

  /** Takes over a connection from the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      connection.on('error', (err) => this.#deps.logger.warn({ err }, 'a gateway connection failed'));
      serveConnection(connection, {
        token: this.#deps.token,
        identify: (asking, intents) => this.#identify(asking, intents),
        resume: (asking, id, sequence) => this.#resume(asking, id, sequence),
        detached: (session, gone) => this.#detached(session, gone),
      });
    });
  }

  /** Cuts every connection without a word; bots can resume. */
  drop(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  /** Forgets every session, so that the next resume is refused. */
  invalidateSessions(): void {
    for (const session of this.#sessions.values()) {
      if (session.connected) this.#deps.discord.changePresence(-1);
    }
    this.#sessions.clear();
    for (const timer of this.#expiry.values()) clearTimeout(timer);
    this.#expiry.clear();
  }

  #identify(socket: WebSocket, intents: number): Session | undefined {
    if ((intents & PRIVILEGED) !== 0) return undefined;
    const { discord, baseUrl } = this.#deps;
    const session = new Session(intents, socket);
    this.#sessions.set(session.id, session);
    const ready = {
      v: 10,
      user: { ...apiUser(BOT), verified: true, mfa_enabled: true, email: null },
      user_settings: {},
      guilds: discord.places.guilds.map(({ id }) => ({ id, unavailable: true })),
      private_channels: [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `${baseUrl().replace(/^http/, 'ws')}/gateway`,
      shard: [0, 1],
      application: { id: BOT.id, flags: 0 },
    };
    session.dispatch({ t: 'READY', d: ready, intent: 0 });
    for (const guild of discord.places.guilds)
      session.dispatch({ t: 'GUILD_CREATE', d: gatewayGuild(discord, guild), intent: Intent.Guilds });
    discord.changePresence(1);
    return session;
  }

  #resume(socket: WebSocket, id: string, sequence: number): Session | undefined {
    const session = this.#sessions.get(id);
    const wasConnected = session?.connected === true;
    if (!session?.resume(socket, sequence)) return undefined;
    clearTimeout(this.#expiry.get(session));
    this.#expiry.delete(session);
    session.dispatch({ t: 'RESUMED', d: {}, intent: 0 });
    if (!wasConnected) this.#deps.discord.changePresence(1);
    return session;
  }

  #detached(session: Session, socket: WebSocket): void {
    const wasConnected = session.connected;
    session.detach(socket);
    if (!wasConnected || session.connected || !this.#sessions.has(session.id)) return;
    this.#deps.discord.changePresence(-1);
    const forget = () => {
      this.#sessions.delete(session.id);
      this.#expiry.delete(session);
    };
    this.#expiry.set(session, setTimeout(forget, SESSION_MS).unref());
  }
}
