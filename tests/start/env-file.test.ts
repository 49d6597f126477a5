import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { EnvFileError } from '../../src/errors/env-file-error.ts';
import { exitCodeOf } from '../../src/exit-codes.ts';
import { loadEnvFile } from '../../src/start/env-file.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moodring-env-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

async function load(content: string | Uint8Array, env: Record<string, string | undefined> = {}) {
  await writeFile(join(directory, '.env'), content);
  loadEnvFile({ directory, env });
  return env;
}

function failing(code: string) {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

function errorOf(work: () => void): EnvFileError {
  try {
    work();
  } catch (error) {
    if (error instanceof EnvFileError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('.env', () => {
  test('may be missing', () => {
    const env = {};
    loadEnvFile({ directory, env });
    expect(env).toEqual({});
  });

  test('gives what the environment does not set already', async () => {
    const env = await load('A=file\nexport B="two\nlines # here"\n\n# note\r\n C = x y\nD=\nE=it\'s\n', {
      A: '',
    });
    expect(env).toEqual({ A: '', B: 'two\nlines # here', C: 'x y', D: '', E: "it's" });
  });

  test('may begin with a byte order mark', async () => {
    expect(await load('\ufeffDISCORD_TOKEN=abc\n')).toEqual({ DISCORD_TOKEN: 'abc' });
  });

  test('.env.example is one', async () => {
    const env = await load(await readFile(new URL('../../.env.example', import.meta.url)));
    expect(Object.keys(env)).toContain('DISCORD_TOKEN');
  });

  test('that may not be read is refused with its owner and the cure', async () => {
    const path = join(directory, '.env');
    await writeFile(path, 'A=b');
    const { uid, username } = userInfo();
    const options = { directory, env: {}, read: failing('EACCES') };
    const mine = errorOf(() => loadEnvFile(options));
    expect(mine.message).toBe(
      `${path} cannot be read, though it belongs to ${username}. Run: chmod 600 ${path}`,
    );
    const other = errorOf(() => loadEnvFile({ ...options, uid: uid + 54_321 }));
    const somebody = `user ${uid + 54_321}`;
    expect(other.message).toBe(
      `${path} cannot be read: it belongs to ${username}, and this process is ${somebody}. Run: chown ${somebody} ${path}`,
    );
    expect(exitCodeOf(other)).toBe(3);
  });

  test('that is a folder is refused', async () => {
    await mkdir(join(directory, '.env'));
    expect(errorOf(() => loadEnvFile({ directory, env: {} })).message).toContain('is a folder');
  });

  test('that cannot be read for another reason is refused with it', () => {
    expect(errorOf(() => loadEnvFile({ directory, env: {}, read: failing('EIO') })).message).toContain('EIO');
  });

  test.each([
    ['DISCORD_TOKEN abc', 1],
    ['A=1\n# fine\n\nMTIz.secret.token\nB=2', 4],
    ['A="open\nB=closed"\nwhat', 3],
  ])('a line that sets nothing is named and not shown: %j', async (content, line) => {
    const error = await load(content).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(EnvFileError);
    expect(String(error)).toContain(`line ${line} is neither`);
    expect(String(error)).not.toMatch(/abc|secret|what/);
  });

  test.each([
    ['UTF-16', Buffer.from('\ufeffDISCORD_TOKEN=abc\n', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('DISCORD_TOKEN=abc\n', 'utf16le')],
    ['latin1', Buffer.from('A=é\n', 'latin1')],
  ])('%s is told to be saved as UTF-8', async (_, bytes) => {
    await expect(load(bytes)).rejects.toThrow(/UTF-8/);
  });

  test('what is accepted is what Node reads, and what is refused shows nothing of it', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('A=1', 'B="x', 'y"', "C='z'", '# c', '', 'D=`q', '`'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.join('\n');
        const env: Record<string, string | undefined> = {};
        try {
          loadEnvFile({ directory, env, read: () => Buffer.from(text) });
          expect(env).toEqual({ ...parseEnv(text.replace(/^\ufeff/, '')) });
        } catch (error) {
          expect(error).toBeInstanceOf(EnvFileError);
          expect(String(error)).not.toContain('x\n');
        }
      }),
    );
  });
});
