import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { StoppedError } from '../src/errors/stopped-error.ts';
import { startServices } from '../src/services.ts';
import { useServer } from './support/databases.ts';
import { createMemoryLog } from './support/memory-log.ts';

const { openWithUrl } = useServer();

function begin(url: string, signal: AbortSignal) {
  const log = createMemoryLog();
  const starting = startServices({
    config: readConfig({ DATABASE_URL: url, DATA_DIR: tmpdir() }),
    logger: log.logger,
    now: () => new Date(),
    random: Math.random,
    controlSocket: '',
    signal,
  });
  return { log, ended: expect(starting).rejects.toBeInstanceOf(StoppedError) };
}

test('a start that waits for another process says so, and ends when it is told to', async () => {
  const { database, url } = await openWithUrl();
  const stop = new AbortController();
  await database.tryLock('setup', async () => {
    const { log, ended } = begin(url, stop.signal);
    const [line] = await log.waitFor('waiting for another process that is at the same work');
    expect(line).toMatchObject({ lock: 'setup', holders: [{ pid: expect.any(Number) }] });
    stop.abort(new StoppedError());
    await ended;
  });
});

test('a start that fills the database ends when it is told to, and the next one goes on', async () => {
  const { database, url } = await openWithUrl();
  const stop = new AbortController();
  const { log, ended } = begin(url, stop.signal);
  await log.waitFor('starter catalogue loaded');
  stop.abort(new StoppedError());
  await ended;
  const songs = await database.db.selectFrom('songs').select('video_id').limit(1).execute();
  expect(songs).toHaveLength(1);
  // Nothing of it goes on: its locks are free.
  expect(await database.tryLock('setup', async () => 'free')).toEqual({ held: true, value: 'free' });
});
