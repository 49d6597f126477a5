import type { APIAttachment } from 'discord.js';
import type { Snowflakes } from './snowflake.ts';

/** A file that came with a request. */
export interface UploadedFile {
  /** The `n` of `files[n]`; the body's `attachments` refer to it. */
  readonly index: number;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A kept file; the bytes in base64, so that it can be written to the state file as it is. */
export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly contentType: string;
  readonly base64: string;
}

/** How many files are kept; older ones are forgotten, as the state file holds them too. */
const MAX_FILES = 50;

/** The files of messages. */
export class Attachments {
  readonly #ids: Snowflakes;
  #files = new Map<string, StoredFile>();

  constructor(ids: Snowflakes) {
    this.#ids = ids;
  }

  /** Keeps a file; `url` is a path on this server, made absolute where it is sent out. */
  store(file: UploadedFile, description?: string): APIAttachment {
    const id = this.#ids.next();
    const filename = file.filename.replace(/[^\w.-]+/g, '_').slice(-100) || 'file';
    this.#files.set(id, {
      id,
      filename,
      contentType: file.contentType,
      base64: file.bytes.toString('base64'),
    });
    for (const oldest of [...this.#files.keys()].slice(0, -MAX_FILES)) this.#files.delete(oldest);
    const url = `/attachments/${id}/${filename}`;
    return {
      id,
      filename,
      size: file.bytes.byteLength,
      content_type: file.contentType,
      url,
      proxy_url: url,
      ...(description !== undefined && { description }),
    };
  }

  get(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  forget(attachments: readonly APIAttachment[]): void {
    for (const { id } of attachments) this.#files.delete(id);
  }

  toJSON(): StoredFile[] {
    return [...this.#files.values()];
  }

  load(files: readonly StoredFile[]): void {
    this.#files = new Map(files.map((file) => [file.id, file]));
  }
}
