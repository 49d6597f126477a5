import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a PostgreSQL server that can be cut, blocked and closed. */
export interface DatabaseProxy {
  /** The server's address by this way. */
  readonly url: string;
  /** How many connections are open now. */
  connections(): number;
  /** Resolves when the next connection has come. */
  nextConnection(): Promise<void>;
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
  /** From now on nothing goes through, and nobody is told: a network that is gone. */
  block(): void;
  /** Lets everything through again that comes from now on, over new connections too. */
  unblock(): void;
  /** Breaks all connections with a reset. */
  cut(): void;
  /** Refuses new connections until {@link DatabaseProxy.open}. */
  close(): Promise<void>;
  /** Takes connections again, on the same port. */
  open(): Promise<void>;
}

/** Opens a way on loopback to the server of `url`. */
export async function openDatabaseProxy(url: string): Promise<DatabaseProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let blocked = false;
  let server: Server;
  let port = 0;
  async function open() {
    server = createServer((socket) => {
      const upstream = connect(Number(target.port), target.hostname);
      sockets.add(socket);
      socket.on('data', (data) => blocked || upstream.write(data));
      upstream.on('data', (data) => blocked || socket.write(data));
      for (const [one, other] of [
        [socket, upstream],
        [upstream, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
      socket.on('close', () => {
        sockets.delete(socket);
        if (sockets.size === 0) server.emit('allClosed');
      });
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    port = address.port;
  }
  await open();
  const through = new URL(url);
  through.port = String(port);
  return {
    url: through.href,
    connections: () => sockets.size,
    nextConnection: async () => void (await once(server, 'connection')),
    allClosed: async () => void (sockets.size > 0 && (await once(server, 'allClosed'))),
    block: () => {
      blocked = true;
    },
    unblock: () => {
      blocked = false;
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.resetAndDestroy();
      await closed;
    },
    open,
  };
}
