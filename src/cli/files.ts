import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { addAbortSignal, type Readable, type Writable } from 'node:stream';
import type { CommandProgress } from './command.ts';
import { decoded } from './decoded.ts';
import { FileError } from './errors/file-error.ts';
import { OutputClosedError } from './errors/output-closed-error.ts';
import { STANDARD } from './parse-arguments.ts';

/** Text that is read for a command. */
export interface InputFile {
  /** @throws FileError */
  text(): AsyncGenerator<string, void>;
  close(): Promise<void>;
}

export interface InputOptions {
  readonly stdin: Readable;
  /** Ends waiting for standard input. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CommandProgress) => void;
}

/** Opens a file now, so that one that cannot be read is told of before anything else is done. @throws FileError */
export async function openInput(
  file: string,
  { stdin, signal, onProgress }: InputOptions,
): Promise<InputFile> {
  const handle = file === STANDARD ? undefined : await open(file).catch(fail('read', file));
  const total = handle === undefined ? 0 : (await handle.stat()).size;
  return {
    async *text() {
      // Made here, where it is read: a stream that is aborted while nobody listens would end the process.
      const bytes: AsyncIterable<Uint8Array> = addAbortSignal(
        signal,
        handle?.createReadStream({ autoClose: false }) ?? stdin,
      );
      let done = 0;
      async function* counted() {
        for await (const chunk of bytes) {
          done += chunk.byteLength;
          onProgress({ stage: 'Reading the file', done, total });
          yield chunk;
        }
      }
      try {
        yield* decoded(counted());
      } catch (cause) {
        signal.throwIfAborted();
        return fail('read', file)(cause);
      }
    },
    close: async () => handle?.close(),
  };
}

/** Where a command's text goes. */
export interface OutputFile {
  /** @throws FileError, OutputClosedError when nobody reads standard output any more. */
  write(text: string): Promise<void>;
  /** Puts the file in its place, now that it is whole. */
  finish(): Promise<void>;
  /** Leaves what was there before; does nothing after `finish`. */
  discard(): Promise<void>;
}

/** Opens a file for writing, beside the one of that name until it is whole. @throws FileError */
export async function openOutput(file: string, stdout: Writable): Promise<OutputFile> {
  if (file === STANDARD) {
    return { write: (text) => writeAll(stdout, text), finish: async () => {}, discard: async () => {} };
  }
  const failed = fail('write', file);
  const existing = await stat(file).catch((cause: NodeJS.ErrnoException) =>
    cause.code === 'ENOENT' ? undefined : failed(cause),
  );
  // A device or a pipe is written to; only a file can be replaced.
  const replaced = existing === undefined || existing.isFile();
  const path = replaced ? `${file}.${process.pid}.part` : file;
  let handle: FileHandle | undefined = await open(path, 'w').catch(failed);
  const close = async () => {
    const closing = handle?.close();
    handle = undefined;
    await closing;
  };
  return {
    async write(text) {
      await handle?.writeFile(text).catch(failed);
    },
    async finish() {
      await close();
      if (!replaced) return;
      await rename(path, file).catch(async (cause: unknown) => {
        await rm(path, { force: true });
        failed(cause);
      });
    },
    async discard() {
      if (handle === undefined) return;
      await close();
      if (replaced) await rm(path, { force: true });
    },
  };
}

/** Writes and waits until it is handed on. @throws OutputClosedError when nobody reads any more. */
export function writeAll(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(isClosed(error) ? new OutputClosedError({ cause: error }) : error);
    });
  });
}

/** Whether a stream failed because its reader has gone. */
export function isClosed(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

function fail(doing: 'read' | 'write', file: string): (cause: unknown) => never {
  return (cause) => {
    throw new FileError(doing, file, cause instanceof Error ? cause : new Error(String(cause)));
  };
}
