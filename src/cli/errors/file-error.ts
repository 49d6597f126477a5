import { getSystemErrorMap } from 'node:util';

/** A file that was named cannot be read or written. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly path: string;
  /** The system's code such as `ENOENT`, where it gave one. */
  readonly code: string | undefined;

  /** @param cause says why: an error of the system, or one whose message does. */
  constructor(doing: 'read' | 'write', path: string, cause: Error) {
    super(`Cannot ${doing} ${path}: ${reasonOf(cause)}.`, { cause });
    this.path = path;
    this.code = 'code' in cause ? String(cause.code) : undefined;
  }
}

function reasonOf(cause: Error): string {
  const known = 'errno' in cause ? getSystemErrorMap().get(Number(cause.errno)) : undefined;
  return known?.[1] ?? cause.message;
}
