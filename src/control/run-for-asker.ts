import type { Logger } from 'pino';
import type { CliCommand, CommandDependencies, CommandIo } from '../cli/command.ts';
import { InterruptedError } from '../cli/errors/interrupted-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type AskedInput, createAskedInput } from './asked-input.ts';
import { type ErrorReport, reportOf } from './error-report.ts';
import { AskerGoneError } from './errors/asker-gone-error.ts';
import { ControlProtocolError } from './errors/control-protocol-error.ts';
import { type AskerMessage, type HolderMessage, parseAskerMessage, pieces } from './protocol.ts';

/** What an asker wants. */
export type Run = Extract<AskerMessage, { type: 'run' }>;

/** A connection as a running command sees it. */
export interface Asker {
  /** What comes after `run`. */
  readonly messages: AsyncGenerator<unknown, void>;
  /** Resolves when more may be sent. */
  send(message: HolderMessage): Promise<void>;
  /** Whether what is sent now would have to wait. */
  busy(): boolean;
}

export interface RunForAskerOptions {
  readonly dependencies: CommandDependencies;
  readonly commands: Readonly<Record<string, CliCommand>>;
  readonly logger: Logger;
  /** Aborts when commands in flight are to end early. */
  readonly stopping: AbortSignal;
}

/**
 * Runs a command for whoever is at the other end of a connection. When they hang up, the command is told to end.
 *
 * @returns the last message of the connection.
 * @throws ControlProtocolError when there is no such command.
 */
export async function runForAsker(
  { dependencies, commands, logger, stopping }: RunForAskerOptions,
  { command: name, args }: Run,
  asker: Asker,
): Promise<HolderMessage> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new ControlProtocolError(`there is no command "${name.slice(0, 40)}"`);
  const leaving = new AbortController();
  const input = createAskedInput(() => asker.send({ type: 'read' }));
  const io: CommandIo = {
    signal: AbortSignal.any([leaving.signal, stopping]),
    progress(progress) {
      // What a slow reader misses, the next report makes up for.
      if (asker.busy()) return;
      asker.send({ type: 'progress', ...progress }).catch((error: unknown) => {
        logger.debug({ err: error }, 'progress could not be sent');
      });
    },
    input: input.read,
    async output(text) {
      for (const piece of pieces(text)) await asker.send({ type: 'output', text: piece });
    },
  };
  // A command that waits for input would not see that it is to end.
  io.signal.addEventListener('abort', () => input.fail(io.signal.reason), { once: true });
  const cancel = (reason: Error) => leaving.abort(reason);
  follow(asker.messages, input, cancel).then((reason) => {
    input.fail(reason);
    cancel(reason);
  });
  logger.info({ command: name }, 'command from the command line');
  try {
    const result = await command.run(dependencies, args, io);
    logger.info({ command: name }, 'command done');
    return { type: 'result', result };
  } catch (error) {
    const report = reportOf(error);
    logFailure(logger, name, error, report);
    return { type: 'error', error: report };
  }
}

/** Takes what the asker sends while their command runs. @returns why nothing more comes; it never rejects. */
async function follow(
  messages: AsyncGenerator<unknown, void>,
  input: AskedInput,
  cancel: (reason: Error) => void,
): Promise<Error> {
  try {
    for await (const value of messages) {
      const message = parseAskerMessage(value);
      if (message.type === 'input') input.give(message.text);
      else if (message.type === 'input-end') input.give(undefined);
      else if (message.type === 'cancel') cancel(new InterruptedError());
      else throw new ControlProtocolError('a connection is for one command');
    }
    return new AskerGoneError();
  } catch (cause) {
    return cause instanceof ControlProtocolError ? cause : new AskerGoneError({ cause });
  }
}

function logFailure(
  logger: Logger,
  command: string,
  error: unknown,
  { exitCode, message }: ErrorReport,
): void {
  if (exitCode === EXIT.failure) logger.error({ err: error, command }, 'command failed');
  else logger.info({ command, reason: message }, 'command refused or ended early');
}
