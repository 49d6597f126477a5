import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { EnvFileError } from '../errors/env-file-error.ts';
import { userName } from './user-name.ts';

/** `NAME=`, as a line of settings begins. */
const SETTING = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=\s*(?<value>.*)$/;
const NOTHING = /^\s*(#.*)?$/;
const QUOTES = ['"', "'", '`'];

export interface EnvFileOptions {
  /** The folder that may hold a `.env`. */
  readonly directory: string;
  /** Where its settings go; what is set there already, even to nothing, stays. */
  readonly env: Record<string, string | undefined>;
  readonly read?: (path: string) => Uint8Array;
  /** The user that this process runs as; undefined on systems without such numbers. */
  readonly uid?: number | undefined;
}

/**
 * Reads the `.env` file of a folder, if there is one. Node's own `--env-file-if-exists` takes a file that it may not read
 * for one that is missing, and passes over lines that it does not understand.
 *
 * @throws EnvFileError when it is there and cannot be used.
 */
export function loadEnvFile(options: EnvFileOptions): void {
  const { directory, env, read = readFileSync, uid = process.geteuid?.() } = options;
  const path = resolve(directory, '.env');
  let bytes: Uint8Array;
  try {
    bytes = read(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') return;
    throw new EnvFileError(path, unreadable(path, code, uid), { cause });
  }
  for (const [name, value] of Object.entries(parseEnv(checkedText(path, bytes)))) env[name] ??= value;
}

function unreadable(path: string, code: unknown, uid: number | undefined): string {
  if (code === 'EISDIR') return 'is a folder. Put the settings into a file of that name, or remove it.';
  if (code !== 'EACCES' && code !== 'EPERM') return `cannot be read (${String(code)}).`;
  const me = userName(uid);
  const owner = userName(statSync(path, { throwIfNoEntry: false })?.uid);
  if (owner === undefined) return `cannot be read: ${me} may not look into its folder.`;
  if (owner === me) return `cannot be read, though it belongs to ${me}. Run: chmod 600 ${path}`;
  return `cannot be read: it belongs to ${owner}, and this process is ${me}. Run: chown ${me} ${path}`;
}

/** @returns the text without a byte order mark. @throws EnvFileError naming the first line that says nothing. */
function checkedText(path: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EnvFileError(path, 'is not UTF-8 text. Save it as UTF-8.', { cause });
  }
  if (text.includes('\0')) throw new EnvFileError(path, 'is not text. Save it as UTF-8 text.');
  let open: string | undefined;
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    if (open !== undefined) {
      if (line.includes(open)) open = undefined;
      continue;
    }
    if (NOTHING.test(line)) continue;
    const value = SETTING.exec(line)?.groups?.value;
    if (value === undefined) {
      throw new EnvFileError(
        path,
        `cannot be used: line ${index + 1} is neither NAME=value nor a comment that begins with #.`,
      );
    }
    const quote = QUOTES.find((one) => value.startsWith(one) && !value.includes(one, 1));
    // A quote that nothing closes is part of the value.
    if (quote !== undefined && lines.slice(index + 1).some((later) => later.includes(quote))) open = quote;
  }
  return text;
}
