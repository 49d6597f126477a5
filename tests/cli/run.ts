import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '../../src/cli/run-cli.ts';
import type { Services } from '../../src/services.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Services of the process, which stay open; those that the settings name without them. */
  readonly services?: Services;
  readonly open?: () => Promise<Services>;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array | Readable;
  readonly signal?: AbortSignal;
}

/** Runs the command line in this process and collects what it writes. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  const { services, env = {}, stdin = '', signal = new AbortController().signal } = options;
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const written = Promise.all([text(stdout), text(stderr)]);
  const open = options.open ?? (services && (async () => ({ ...services, stop: async () => {} })));
  const input = stdin instanceof Readable ? stdin : Readable.from([Buffer.from(stdin)]);
  const host = { env, stdin: input, stdout, stderr, signal };
  const code = await runCli(argv, open === undefined ? host : { ...host, open });
  stdout.end();
  stderr.end();
  const [out, err] = await written;
  return { code, stdout: out, stderr: err };
}
