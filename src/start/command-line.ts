import { InterruptedError } from '../cli/errors/interrupted-error.ts';
import { runCli } from '../cli/run-cli.ts';
import { EXIT } from '../exit.ts';
import { loadEnvFile } from './env-file.ts';
import { onUncaught } from './uncaught.ts';

/** npm hands on the Ctrl+C that this process got from the terminal already; that is not a second one. */
const SAME_INTERRUPT_MS = 500;

// What is made here is this user's alone.
process.umask(0o077);

const interrupt = new AbortController();
let interruptedAt = 0;

function onSignal(): void {
  const now = performance.now();
  if (!interrupt.signal.aborted) {
    interruptedAt = now;
    process.stderr.write('\nStopping as soon as possible. Press Ctrl+C again to quit at once.\n');
    interrupt.abort(new InterruptedError());
  } else if (now - interruptedAt > SAME_INTERRUPT_MS) {
    process.exit(EXIT.interrupted);
  }
}

onUncaught((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(EXIT.failure);
});
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

const { stdin, stdout, stderr } = process;

async function run(): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), {
    // Read when it is asked for, so that what is wrong with the file is told like any other failure.
    get env() {
      loadEnvFile({ directory: process.cwd(), env: process.env });
      return process.env;
    },
    stdin,
    stdout,
    stderr,
    signal: interrupt.signal,
  });
  // A standard input that was not read to its end would keep the process alive.
  stdin.destroy();
}

void run();
