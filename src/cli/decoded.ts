import { TextDecoder } from 'node:util';
import { NotTextError } from './errors/not-text-error.ts';

/** The marks at the beginning that tell an encoding; what has none is UTF-8. */
const MARKS = [
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;
const LONGEST_MARK = 2;

/**
 * Bytes as text: UTF-8, or UTF-16 where the text begins by saying so, as spreadsheets write "Unicode text".
 *
 * @throws NotTextError for any other encoding; what the bytes' own stream threw.
 */
export async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  let decoder: TextDecoder | undefined;
  let held = new Uint8Array();
  for await (const chunk of bytes) {
    held = held.length === 0 ? new Uint8Array(chunk) : Buffer.concat([held, chunk]);
    if (decoder === undefined && held.length < LONGEST_MARK) continue;
    decoder ??= decoderOf(held);
    yield decode(decoder, held, true);
    held = new Uint8Array();
  }
  decoder ??= decoderOf(held);
  yield decode(decoder, held, false);
}

function decoderOf(start: Uint8Array): TextDecoder {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  return new TextDecoder(mark?.encoding ?? 'utf-8', { fatal: true });
}

function decode(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): string {
  let text: string;
  try {
    text = decoder.decode(bytes, { stream });
  } catch (cause) {
    throw new NotTextError('not UTF-8 text', { cause });
  }
  if (text.includes('\0')) throw new NotTextError('no plain text, or UTF-16 without the mark that says so');
  return text;
}
