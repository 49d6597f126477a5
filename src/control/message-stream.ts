import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ControlProtocolError } from './errors/control-protocol-error.ts';
import { LONGEST_MESSAGE } from './protocol.ts';

/**
 * The JSON values that come over a socket, one a line, unjudged. A last line without its end is a message that the
 * other side did not live to finish, and is left out.
 *
 * @throws ControlProtocolError for a line that is too long or no JSON; what the socket failed with.
 */
export async function* readMessages(socket: Socket): AsyncGenerator<unknown, void> {
  socket.setEncoding('utf8');
  let rest = '';
  // A reader that has heard enough, or something wrong, may still have an answer to send.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield parseLine(line);
    requireShort(rest);
  }
}

/** Sends one message and waits while the socket is full. */
export async function sendMessage(socket: Socket, message: object): Promise<void> {
  if (!socket.writable) throw new Error('The connection is closed.');
  if (socket.write(`${JSON.stringify(message)}\n`)) return;
  const ended = new AbortController();
  const end = () => ended.abort();
  socket.once('close', end);
  try {
    await once(socket, 'drain', { signal: ended.signal });
  } finally {
    socket.off('close', end);
  }
}

function parseLine(line: string): unknown {
  requireShort(line);
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new ControlProtocolError('a message is not JSON', { cause });
  }
}

function requireShort(line: string): void {
  if (line.length > LONGEST_MESSAGE) throw new ControlProtocolError('a message is too long');
}
