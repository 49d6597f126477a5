import { type DestinationStream, type Logger, pino } from 'pino';

/** Fields that must never be written, wherever a log line carries them. */
const SECRETS = ['token', 'apiKey', 'password', '*.token', '*.apiKey', '*.password'];

/** How many causes of an error are written. */
const DEPTH = 5;

/** The one logger of a process: JSON lines, on stdout unless another destination is given. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS, censor: '[secret]' },
    serializers: { err: (error: unknown) => describeError(error) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * Standard output as a log's destination. What is logged after its reader has gone is dropped.
 *
 * @param onClosed told when the reader has gone.
 */
export function standardOutput(onClosed: () => void): DestinationStream {
  const destination = pino.destination({ fd: 1, sync: true });
  destination.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') onClosed();
    else process.stderr.write(`The log cannot be written: ${error.message}\n`);
  });
  return destination;
}

/**
 * What a log shows of an error. Named fields only: errors of HTTP clients carry requests, with tokens in headers and
 * addresses, as further properties.
 */
function describeError(error: unknown, depth = DEPTH): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const details: Record<string, unknown> = { name, message, stack };
  for (const field of ['code', 'status', 'reason'] as const) {
    const value = field in error ? (error as unknown as Record<string, unknown>)[field] : undefined;
    if (typeof value === 'string' || typeof value === 'number') details[field] = value;
  }
  if (cause !== undefined && depth > 1) details.cause = describeError(cause, depth - 1);
  return details;
}
