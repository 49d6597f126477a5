import { InterruptedError } from './cli/errors/interrupted-error.ts';
import { runCli } from './cli/run-cli.ts';
import { EXIT } from './exit-codes.ts';

/** npm hands on the Ctrl+C that this process got from the terminal already; that is not a second one. */
const SAME_INTERRUPT_MS = 500;

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

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

const { env, stdin, stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), {
  env,
  stdin,
  stdout,
  stderr,
  signal: interrupt.signal,
});
// A standard input that was not read to its end would keep the process alive.
stdin.destroy();
