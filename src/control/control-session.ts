import type { Socket } from 'node:net';
import { reportOf } from './error-report.ts';
import { AskerGoneError } from './errors/asker-gone-error.ts';
import { ControlProtocolError } from './errors/control-protocol-error.ts';
import { VersionMismatchError } from './errors/version-mismatch-error.ts';
import { readMessages, sendMessage } from './message-stream.ts';
import { type AskerMessage, type HolderMessage, PROTOCOL, parseAskerMessage } from './protocol.ts';
import { type Run, type RunForAskerOptions, runForAsker } from './run-for-asker.ts';

/** How long a connection may take between two messages, until it has said what it wants. */
const PATIENCE_MS = 5_000;

export interface SessionOptions extends RunForAskerOptions {
  /** The version of this program; a command line of another one is refused. */
  readonly release: string;
}

/**
 * Runs the one command that a connection asks for. Resolves when the answer is on its way, and never rejects: what
 * goes wrong is told to the asker, or logged where they are gone.
 */
export async function serveSession(options: SessionOptions, socket: Socket): Promise<void> {
  const { logger } = options;
  // Without a listener a connection that breaks would end the process; reading and writing fail by themselves.
  socket.on('error', (error) => logger.debug({ err: error }, 'a control connection broke'));
  const send = (message: HolderMessage) => sendMessage(socket, message);
  try {
    const messages = readMessages(socket);
    const run = await greet(options, { messages, send, socket });
    const busy = () => !socket.writable || socket.writableNeedDrain;
    await send(await runForAsker(options, run, { messages, send, busy }));
  } catch (error) {
    logger.info({ err: error }, 'a control connection was refused or lost');
    if (socket.writable) socket.write(`${JSON.stringify({ type: 'error', error: reportOf(error) })}\n`);
  }
  await flushed(socket);
  socket.destroy();
}

/** Resolves when all that was sent is with the system, or the connection is gone. */
function flushed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    socket.once('close', () => resolve());
    socket.end(() => resolve());
  });
}

interface Greeting {
  readonly messages: AsyncGenerator<unknown, void>;
  send(message: HolderMessage): Promise<void>;
  readonly socket: Socket;
}

/**
 * Checks who asks and hears what for. A stop does not wait for one who has not said.
 *
 * @throws AskerGoneError, ControlProtocolError, VersionMismatchError
 */
async function greet(
  { release, stopping }: SessionOptions,
  { messages, send, socket }: Greeting,
): Promise<Run> {
  const hangUp = () => socket.destroy();
  socket.setTimeout(PATIENCE_MS, hangUp);
  stopping.addEventListener('abort', hangUp);
  try {
    const hello = await next(messages, 'hello');
    if (hello.protocol !== PROTOCOL || hello.release !== release) {
      throw new VersionMismatchError(hello.release, release);
    }
    await send({ type: 'accepted' });
    return await next(messages, 'run');
  } finally {
    socket.setTimeout(0);
    stopping.removeEventListener('abort', hangUp);
  }
}

async function next<Type extends AskerMessage['type']>(
  messages: AsyncGenerator<unknown, void>,
  type: Type,
): Promise<Extract<AskerMessage, { type: Type }>> {
  const { value, done } = await messages.next();
  if (done === true) throw new AskerGoneError();
  const message = parseAskerMessage(value);
  if (message.type !== type) throw new ControlProtocolError(`expected "${type}", got "${message.type}"`);
  return message as Extract<AskerMessage, { type: Type }>;
}
