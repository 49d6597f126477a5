import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Holder } from '../../db/errors/database-in-use-error.ts';
import type { CommandIo } from '../cli/command.ts';
import { isPipe } from './control-path.ts';
import { ControlProtocolError } from './errors/control-protocol-error.ts';
import { HolderLostError } from './errors/holder-lost-error.ts';
import { HolderUnreachableError } from './errors/holder-unreachable-error.ts';
import { RemoteError } from './errors/remote-error.ts';
import { readMessages, sendMessage } from './message-stream.ts';
import { checkPrivateDirectory } from './private-directory.ts';
import { type AskerMessage, type HolderMessage, PROTOCOL, parseHolderMessage, pieces } from './protocol.ts';

/** How long a holder may take to answer at all; it may be busy, but not for that long. */
const ANSWER_MS = 10_000;

const NO_ANSWER =
  'it takes no commands: it may still be starting, be of an older version, or have no control socket, as its log then says. Try again in a moment, or stop it';
const NO_COMMANDS =
  'it takes no commands: it is a command like this one, or of an older version. Try again when it is done';

/** What a process wrote down about itself may be of another version. */
const holderSchema = z.object({ pid: z.int(), since: z.string(), controlSocket: z.string() });

export interface RemoteCommand {
  readonly command: string;
  readonly args: unknown;
  readonly io: CommandIo;
}

export interface ControlClientOptions {
  /** The database that is held, for messages. */
  readonly directory: string;
  readonly holder: Holder | undefined;
  readonly release: string;
  readonly answerMs?: number;
  /** Told the holder's process id once it has taken the command. */
  readonly onAccepted?: (pid: number) => void;
}

/**
 * Has the process that holds the embedded database run a command, and gives back its result, unjudged.
 *
 * @throws HolderUnreachableError when it takes no commands, HolderLostError when it ends in between, RemoteError
 * for whatever the command failed with, ControlProtocolError.
 */
export async function runOnHolder(options: ControlClientOptions, request: RemoteCommand): Promise<unknown> {
  const { directory, release, answerMs = ANSWER_MS, onAccepted } = options;
  const { data: holder } = holderSchema.safeParse(options.holder);
  if (holder === undefined || holder.controlSocket === '') {
    throw new HolderUnreachableError(directory, options.holder, NO_COMMANDS);
  }
  const unreachable = (cause: unknown) => new HolderUnreachableError(directory, holder, NO_ANSWER, { cause });
  if (!isPipe(holder.controlSocket)) {
    await checkPrivateDirectory(dirname(holder.controlSocket), dirname(directory)).catch((error: unknown) => {
      throw unreachable(error);
    });
  }
  const socket = connect(holder.controlSocket);
  let broken: Error | undefined;
  // Reading tells of errors, but one that comes between two reads would end the process.
  socket.on('error', (error) => {
    broken ??= error;
  });
  try {
    const messages = readMessages(socket);
    socket.setTimeout(answerMs, () => socket.destroy(new Error(`no answer within ${answerMs} ms`)));
    const first = await greet(socket, messages, release).catch((error: unknown) => {
      throw error instanceof ControlProtocolError ? error : unreachable(error);
    });
    socket.setTimeout(0);
    if (first === undefined) throw unreachable(broken);
    if (first.type === 'error') throw new RemoteError(first.error);
    if (first.type !== 'accepted') throw new ControlProtocolError('the first message must be "accepted"');
    onAccepted?.(holder.pid);
    return await converse({ socket, messages, pid: holder.pid }, request);
  } finally {
    socket.destroy();
  }
}

/** Says who asks. @returns the first answer, or undefined when the holder hung up instead. */
async function greet(
  socket: Socket,
  messages: AsyncGenerator<unknown, void>,
  release: string,
): Promise<HolderMessage | undefined> {
  await once(socket, 'connect');
  await sendMessage(socket, { type: 'hello', protocol: PROTOCOL, release } satisfies AskerMessage);
  const { value, done } = await messages.next();
  return done === true ? undefined : parseHolderMessage(value);
}

interface Connection {
  readonly socket: Socket;
  readonly messages: AsyncGenerator<unknown, void>;
  /** Of the holder. */
  readonly pid: number;
}

/** Asks for the command, passes on what the holder sends and answers what it asks, until the result. */
async function converse(
  { socket, messages, pid }: Connection,
  { command, args, io }: RemoteCommand,
): Promise<unknown> {
  const lost = (cause: unknown) =>
    cause instanceof ControlProtocolError ? cause : new HolderLostError(pid, { cause });
  const orLost = <T>(promise: Promise<T>) =>
    promise.catch((cause: unknown) => {
      throw lost(cause);
    });
  const send = (message: AskerMessage) => orLost(sendMessage(socket, message));
  await send({ type: 'run', command, args });
  // A connection that is gone is told of by the next read.
  const cancel = () => void (socket.writable && socket.write(`${JSON.stringify({ type: 'cancel' })}\n`));
  if (io.signal.aborted) cancel();
  io.signal.addEventListener('abort', cancel);
  const input = inputPieces(io);
  /** Asked for, and not there yet. */
  let piece: Promise<{ readonly piece: IteratorResult<string, void> }> | undefined;
  let incoming: Promise<IteratorResult<unknown, void>> | undefined;
  try {
    for (;;) {
      // Input may be long in coming, and the holder may end the command meanwhile.
      incoming ??= orLost(messages.next());
      const event = await Promise.race(piece === undefined ? [incoming] : [incoming, piece]);
      if ('piece' in event) {
        piece = undefined;
        const { done, value } = event.piece;
        await send(done === true ? { type: 'input-end' } : { type: 'input', text: value });
        continue;
      }
      incoming = undefined;
      if (event.done === true) throw lost(undefined);
      const message = parseHolderMessage(event.value);
      switch (message.type) {
        case 'progress':
          io.progress(message);
          break;
        case 'output':
          await io.output(message.text);
          break;
        case 'read':
          piece = input.next().then((next) => ({ piece: next }));
          break;
        case 'result':
          return message.result;
        case 'error':
          throw new RemoteError(message.error);
        case 'accepted':
          throw new ControlProtocolError('"accepted" came twice');
      }
    }
  } finally {
    io.signal.removeEventListener('abort', cancel);
    // One that is waited for ends with the program.
    if (piece === undefined) await input.return();
  }
}

async function* inputPieces(io: CommandIo): AsyncGenerator<string, void> {
  for await (const text of io.input()) yield* pieces(text);
}
