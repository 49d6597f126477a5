import { z } from 'zod';
import { errorReport } from './error-report.ts';
import { ControlProtocolError } from './errors/control-protocol-error.ts';

/*
 * How the command line has a command run by the process that holds the embedded database: one JSON message a line
 * over a private local socket.
 *
 *   command line -> holder   hello; once accepted, run; then input or input-end for every read; cancel at any time
 *   holder -> command line   accepted; then progress, read and output; at last result or error
 *
 * The command is sent only when the holder has answered, so that one who asked in vain knows that nothing was done.
 *
 * Why whole commands, and no PostgreSQL protocol into the embedded database, for which a server exists
 * (@electric-sql/pglite-socket)? PGlite is one session. A transaction of the command line would take the bot's
 * statements in, and its rollback would undo votes that the bot has confirmed already.
 */

/** Raised whenever messages change. */
export const PROTOCOL = 1;

/** Longest message in characters. */
export const LONGEST_MESSAGE = 1024 * 1024;

/** Longest piece of input or output in characters; escaped, each may take six. */
export const LONGEST_PIECE = 64 * 1024;

const piece = z.string().max(LONGEST_PIECE);

/** The same in every version, so that a version can be refused by name. */
const hello = z.object({ type: z.literal('hello'), protocol: z.int(), release: z.string().max(100) });

const askerMessage = z.discriminatedUnion('type', [
  hello,
  z.object({ type: z.literal('run'), command: z.string().max(100), args: z.unknown() }),
  z.object({ type: z.literal('input'), text: piece }),
  z.object({ type: z.literal('input-end') }),
  z.object({ type: z.literal('cancel') }),
]);

export type AskerMessage = z.infer<typeof askerMessage>;

const progress = z.object({
  type: z.literal('progress'),
  stage: z.string().max(200),
  done: z.number(),
  total: z.number(),
  note: z.string().max(500).optional(),
});

const holderMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted') }),
  progress,
  z.object({ type: z.literal('read') }),
  z.object({ type: z.literal('output'), text: piece }),
  z.object({ type: z.literal('result'), result: z.unknown() }),
  z.object({ type: z.literal('error'), error: errorReport }),
]);

export type HolderMessage = z.infer<typeof holderMessage>;

/** @throws ControlProtocolError */
export function parseAskerMessage(value: unknown): AskerMessage {
  return parse(askerMessage, value);
}

/** @throws ControlProtocolError */
export function parseHolderMessage(value: unknown): HolderMessage {
  return parse(holderMessage, value);
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw new ControlProtocolError('a message has the wrong shape', { cause: error });
  return data;
}

/** Cuts text into pieces that a message may carry, never in the middle of a character. */
export function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + LONGEST_PIECE, text.length);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}
