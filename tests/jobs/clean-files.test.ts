import { openAsBlob, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openSession } from '../../db/driver/open-session.ts';
import { embeddedDatabase } from '../../db/embedded.ts';
import { upkeep } from '../../src/jobs/upkeep.ts';
import { castVote, withdrawVote } from '../../src/labels/votes.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addCard, addModel, addSongs, leaning, videoId } from '../support/fixtures.ts';

const logger = pino({ level: 'silent' });
const now = () => new Date('2026-03-01T00:00:00Z');
const calm = new AbortController().signal;
const VOTER = 'voter-who-took-it-back';
const place = { channelId: 'channel', guildId: 'guild' };
const TITLE = 'Title that was changed';

let directory: string;
let database: Database;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moodring-files-'));
  const location = join(directory, 'pg');
  const made = await PGlite.create(location, { loadDataDir: await openAsBlob(inject('pgliteImage')) });
  await made.close();
  const session = await openSession({ directory: location, onLost: () => {} });
  database = embeddedDatabase(session, location, (db) => db.destroy());
  await database.migrate();
});
afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The files in which a text stands, once what is only in memory is written. */
async function filesWith(text: string): Promise<string[]> {
  await sql`checkpoint`.execute(database.db);
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(directory, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}

test('what was erased is not in the files after the daily upkeep', { timeout: 90_000 }, async () => {
  const { db } = database;
  await addSongs(db, 50, (n) => (n === 7 ? { title: TITLE } : {}));
  await addCard(db, videoId(7), 'message');
  const vote = { messageId: 'message', voterId: VOTER, mood: 'angry' } as const;
  await castVote({ db, logger }, vote);
  await castVote({ db, logger }, { ...vote, voterId: 'another' });
  await withdrawVote({ db, logger }, vote);
  await db.updateTable('songs').set({ title: 'New' }).where('video_id', '=', videoId(7)).execute();
  // Table, index and log.
  expect((await filesWith(VOTER)).length).toBeGreaterThan(1);
  expect((await filesWith(TITLE)).length).toBeGreaterThan(1);

  await upkeep({ database, logger, now }, calm);
  expect(await filesWith(VOTER)).toEqual([]);
  expect(await filesWith(TITLE)).toEqual([]);
  // What was not erased is.
  expect(await filesWith('another')).not.toEqual([]);
  const { title } = await db
    .selectFrom('songs')
    .select('title')
    .where('video_id', '=', videoId(7))
    .executeTakeFirstOrThrow();
  expect(title).toBe('New');
});

test('members get songs meanwhile', { timeout: 90_000 }, async () => {
  const { db } = database;
  await addSongs(db, 20);
  await addModel(db, { [videoId(1)]: leaning('sad', 0.9) });
  let over = false;
  const cleaning = upkeep({ database, logger, now }, calm).finally(() => {
    over = true;
  });
  let answered = 0;
  while (!over) {
    const songs = await recommend({ db, random: Math.random }, { mood: 'sad', count: 1, place });
    expect(songs).toHaveLength(1);
    if (!over) answered += 1;
  }
  await cleaning;
  // A statement a table; each of them lets others in.
  expect(answered).toBeGreaterThan(3);
});

describeEachDatabase('the daily upkeep of the files', (open) => {
  test('ends between two tables when it is told to', async () => {
    const opened = await open();
    const stopped = new AbortController();
    stopped.abort();
    await upkeep({ database: opened, logger, now }, stopped.signal);
    await upkeep({ database: opened, logger, now }, calm);
    expect(await opened.db.selectFrom('songs').selectAll().execute()).toEqual([]);
  });
});
