import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';

/** A way to a server on loopback that can be cut and mended. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection and refuses new ones, as when the server is gone. */
  cut(): Promise<void>;
  /** Passes nothing on any more, and breaks nothing, as when the network loses everything. */
  hold(): void;
  /** Takes connections again, on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Passes connections on to a port of this machine. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let held = false;

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    if (!held) from.pipe(to);
    // Both ends go together, whatever ended the one.
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }
  async function listen(port: number): Promise<number> {
    server = createServer((client) => {
      const target = dial(targetPort, '127.0.0.1');
      join(client, target);
      join(target, client);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  async function cut(): Promise<void> {
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const port = await listen(0);
  return {
    port,
    cut,
    hold() {
      held = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    async mend() {
      await listen(port);
    },
    close: cut,
  };
}
