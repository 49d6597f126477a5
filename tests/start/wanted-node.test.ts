import { constants, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ROOT, watch } from './process.ts';

/* Another Node is not at hand everywhere, so a copy of this one says that it is an old one. */

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moodring-node-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

/** Arguments that make a Node of that path believe that it is of that version, with or without `process.execve`. */
async function pretending(version: string, node: string, hasExecve: boolean): Promise<string[]> {
  const preload = join(directory, 'preload.cjs');
  await writeFile(
    preload,
    `if (process.execPath === ${JSON.stringify(node)}) {
       Object.defineProperty(process.versions, 'node', { value: '${version}' });
       ${hasExecve ? '' : 'process.execve = undefined;'}
     }`,
  );
  return ['--require', preload];
}

async function oldNode(): Promise<string> {
  const node = join(directory, 'node');
  await copyFile(process.execPath, node, constants.COPYFILE_FICLONE);
  return node;
}

/** A program that says what it runs on, and ends on SIGTERM with 7. */
async function program(): Promise<string> {
  const path = join(directory, 'program.cjs');
  await writeFile(
    path,
    `if (require(${JSON.stringify(join(ROOT, 'src/start/wanted-node.cjs'))}).isWanted(__filename)) {
       process.on('SIGTERM', () => process.exit(7));
       console.log('runs', process.pid, process.versions.node, ...process.argv.slice(2));
       setInterval(() => {}, 1000);
     }`,
  );
  return path;
}

test.each([
  ['in its place', true],
  ['as a child that gets its signals', false],
])('a Node that is too old has the installed one run the program: %s', async (_, hasExecve) => {
  const node = await oldNode();
  const args = [...(await pretending('20.20.2', node, hasExecve)), await program(), 'a b', '--c'];
  const running = watch(node, args, {});
  const said = await running.line(/^runs/);
  const [, pid, version, ...rest] = said.split(' ');
  expect(Number(pid) === running.child.pid).toBe(hasExecve);
  expect(version?.split('.')[0]).toBe('24');
  expect(rest.join(' ')).toBe('a b --c');
  running.child.kill('SIGTERM');
  expect(await running.ended).toEqual({ code: 7, signal: null });
});

test.each(['start.cjs', 'main.ts', 'cli.ts'])(
  'where there is no other, src/%s says which Node it wants',
  async (name) => {
    const running = watch(
      process.execPath,
      [...(await pretending('20.20.2', process.execPath, true)), join(ROOT, 'src', name)],
      {},
    );
    expect(await running.ended).toEqual({ code: 3, signal: null });
    expect(running.err).toEqual([
      expect.stringContaining('Moodring needs Node 24 or newer, and this is Node 20.20.2'),
    ]);
    expect(running.out).toEqual([]);
  },
);

test('a checkout without packages says what to run', async () => {
  const { cp, mkdir } = await import('node:fs/promises');
  await mkdir(join(directory, 'src'));
  await cp(join(ROOT, 'src/start.cjs'), join(directory, 'src/start.cjs'));
  await cp(join(ROOT, 'src/start'), join(directory, 'src/start'), { recursive: true });
  const running = watch(process.execPath, [join(directory, 'src/start.cjs')], {});
  expect(await running.ended).toEqual({ code: 3, signal: null });
  expect(running.err).toEqual([`Moodring is not installed yet. Run "npm ci" in ${directory} first.`]);
});
