import { once } from 'node:events';
import { chmod, lstat, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { CliCommand, CommandConfig } from '../cli/command.ts';
import { CLI_COMMANDS } from '../cli/commands/index.ts';
import { RELEASE } from '../cli/release.ts';
import { type Deadline, deadlineIn, endedBy, STOP_MS } from '../concurrency/deadline.ts';
import type { Services } from '../services.ts';
import { isPipe } from './control-path.ts';
import { serveSession } from './control-session.ts';
import { PrivateDirectoryError } from './errors/private-directory-error.ts';
import { ServerStoppingError } from './errors/server-stopping-error.ts';
import { ensurePrivateDirectory } from './private-directory.ts';

/** Commands at a time; a terminal asks for one. */
const MOST_CONNECTIONS = 16;

export interface ControlServerOptions {
  readonly services: Omit<Services, 'stop'>;
  readonly config: CommandConfig;
  readonly logger: Logger;
  /** See `controlSocketPath`; the same that the database's holder was written down with. */
  readonly path: string;
  readonly commands?: Readonly<Record<string, CliCommand>>;
  readonly release?: string;
}

/** Takes the command line's commands while this process holds the embedded database. */
export interface ControlServer {
  /** @throws PrivateDirectoryError, or what listening failed with. */
  start(): Promise<void>;
  /** Tells commands in flight to end and waits for them until the deadline, 8 s unless given. */
  stop(deadline?: Deadline): Promise<void>;
}

/** Only this user can connect: the socket has mode 0600 and lies in a directory of mode 0700. */
export function createControlServer(options: ControlServerOptions): ControlServer {
  const { services, config, logger, path, commands = CLI_COMMANDS, release = RELEASE } = options;
  const dependencies = { ...services, config };
  const stopping = new AbortController();
  const sessions = new Map<Socket, Promise<void>>();
  const server = createServer((socket) => {
    const session = serveSession(
      { dependencies, commands, release, logger, stopping: stopping.signal },
      socket,
    );
    sessions.set(
      socket,
      session.finally(() => sessions.delete(socket)),
    );
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('error', (error) => logger.error({ err: error }, 'the control socket failed'));

  return {
    async start() {
      await makeRoom(path);
      server.listen(path);
      await once(server, 'listening');
      if (!isPipe(path)) await chmod(path, 0o600);
      logger.debug({ path }, 'taking commands');
    },
    async stop(deadline = deadlineIn(STOP_MS)) {
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      stopping.abort(new ServerStoppingError());
      if (!(await endedBy(deadline, Promise.allSettled(sessions.values()))))
        logger.warn({ unfinished: sessions.size }, 'stopped before every command was done');
      for (const socket of sessions.keys()) socket.destroy();
      await closed;
    },
  };
}

/**
 * Whoever listens holds the database, which no two processes do at a time; so a socket that lies there is one that
 * a killed process left behind.
 */
async function makeRoom(path: string): Promise<void> {
  if (isPipe(path)) return;
  await ensurePrivateDirectory(dirname(path));
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (found === undefined) return;
  if (!found.isSocket()) throw new PrivateDirectoryError(dirname(path), `${path} is there and is no socket`);
  await rm(path);
}
