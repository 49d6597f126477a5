import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDatabase } from '../../../db/driver/make-database.ts';
import { DatabaseUnavailableError } from '../../../db/errors/database-unavailable-error.ts';
import { MakingEndedError } from '../../../db/errors/making-ended-error.ts';
import { EXIT, exitCodeOf } from '../../../src/exit-codes.ts';

let directory: string;
const { execPath } = process;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'moodring-make-'));
});
afterEach(() => {
  process.execPath = execPath;
  delete process.env.DISCORD_TOKEN;
  rmSync(directory, { recursive: true, force: true });
});

/** A program instead of Node, so that what the system would do to the maker happens for certain. */
function instead(script: string): void {
  const program = join(directory, 'program.sh');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  process.execPath = program;
}

test.each(['KILL', 'ABRT'])(
  'a maker that the system ends with SIG%s is said to have lacked memory',
  async (name) => {
    instead(`kill -${name} $$`);
    const error = await makeDatabase(join(directory, 'pg')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MakingEndedError);
    expect(error).toMatchObject({
      signal: `SIG${name}`,
      message: expect.stringMatching(/too little memory.*768 MB/),
    });
    const told = new DatabaseUnavailableError(directory, error);
    expect(told.message).toMatch(/cannot be used: its making was ended by SIG\w+, most likely because/);
    expect(exitCodeOf(told)).toBe(EXIT.database);
  },
);

test('a maker gets no setting of this process, which may be a secret', async () => {
  process.env.DISCORD_TOKEN = 'secret';
  const seen = join(directory, 'seen');
  instead(`env > ${seen}`);
  await makeDatabase(join(directory, 'pg'));
  const names = readFileSync(seen, 'utf8').match(/^\w+(?==)/gm) ?? [];
  const shell =
    execFileSync('/bin/sh', ['-c', 'env'], { env: {}, encoding: 'utf8' }).match(/^\w+(?==)/gm) ?? [];
  const allowed = [...shell, 'PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT'];
  expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  expect(names).toContain('PATH');
});
