import type { Readable, Writable } from 'node:stream';
import { readConfig } from '../config.ts';
import { reportOf } from '../control/error-report.ts';
import { EXIT } from '../exit-codes.ts';
import { createLogger } from '../logger.ts';
import type { Services } from '../services.ts';
import type { CommandIo } from './command.ts';
import { CLI_COMMANDS } from './commands/index.ts';
import { OutputClosedError } from './errors/output-closed-error.ts';
import { execute } from './execute.ts';
import { openInput, openOutput, writeAll } from './files.ts';
import { openOutputFolder } from './output-folder.ts';
import { type Invocation, parseArguments, STANDARD } from './parse-arguments.ts';
import { createBar, createLines, type ProgressView } from './progress.ts';
import { errorText } from './texts/error.ts';
import { TEXTS } from './texts/index.ts';
import { writeReport } from './write-report.ts';

type Tty<Stream> = Stream & { readonly isTTY?: boolean };

/** The world around a run of the command line. */
export interface CliHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Tty<Readable>;
  readonly stdout: Tty<Writable>;
  readonly stderr: Tty<Writable>;
  /** Aborts when the user wants the command to end. */
  readonly signal: AbortSignal;
  /** For tests: services instead of those that the settings name. */
  readonly open?: () => Promise<Services>;
}

/** Does what the arguments ask for. @returns what to exit with; every failure has been told. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  // Every write is told of its own failure; that the stream tells everybody must not end the process.
  for (const stream of [host.stdout, host.stderr]) stream.on('error', () => {});
  try {
    return await attempt(argv, host);
  } catch (error) {
    if (error instanceof OutputClosedError) return EXIT.ok;
    throw error;
  }
}

async function attempt(argv: readonly string[], host: CliHost): Promise<number> {
  const { stdout, stderr } = host;
  const json = argv.includes('--json');
  try {
    let help = '';
    const invocation = parseArguments(argv, (text) => {
      help += text;
    });
    if (invocation !== undefined) return await perform(invocation, host);
    await writeAll(stdout, help);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof OutputClosedError) throw error;
    const report = reportOf(error);
    if (json) await writeAll(stdout, `${JSON.stringify({ error: report })}\n`);
    else await writeAll(stderr, `${errorText(report)}\n`);
    return report.exitCode;
  }
}

async function perform(invocation: Invocation, host: CliHost): Promise<number> {
  const { command, args, json, file, out } = invocation;
  const { env, stdin, stdout, stderr, signal, open } = host;
  const config = readConfig(env);
  const logger = createLogger((env.LOG_LEVEL ?? '') === '' ? 'warn' : config.logLevel, stderr);
  const view = progressView(invocation, host);
  const note = (line: string) => {
    view.end();
    if (!json) stderr.write(`${line}\n`);
  };
  if (command === 'import' && file === STANDARD && stdin.isTTY === true) note('Reading CSV. Ctrl+D ends it.');
  const input = command === 'import' ? await openInput(file, { ...host, onProgress: view.show }) : undefined;
  const output = command === 'export' ? await openOutput(file, stdout) : undefined;
  const folder = out === undefined ? undefined : await openOutputFolder(out);
  const io: CommandIo = {
    progress: view.show,
    input: () => input?.text() ?? nothing(),
    output: async (text) => output?.write(text),
    signal,
  };
  try {
    const result = await execute(command, args, { config, logger, io, note, open });
    await output?.finish();
    const written = folder ? await writeReport(CLI_COMMANDS.report.result(result), folder, signal) : [];
    view.end();
    const text = json ? JSON.stringify(result) : TEXTS[command](result);
    const dataOnStdout = command === 'export' && file === STANDARD;
    await writeAll(dataOnStdout ? stderr : stdout, `${text}\n`);
    if (written.length > 0 && !json) await writeAll(stdout, `${['Written:', ...written].join('\n  ')}\n`);
    return CLI_COMMANDS[command].exitCode(result);
  } catch (error) {
    logger.debug({ err: error }, 'command failed');
    throw error;
  } finally {
    view.end();
    await input?.close();
    await output?.discard();
  }
}

/** A bar where it disturbs nobody: not in a file, and not between lines of data on the same terminal. */
function progressView({ command, file }: Invocation, { stdout, stderr }: CliHost): ProgressView {
  const dataOnTerminal = command === 'export' && file === STANDARD && stdout.isTTY === true;
  return stderr.isTTY === true && !dataOnTerminal ? createBar(stderr) : createLines(stderr);
}

async function* nothing(): AsyncGenerator<string, void> {}
