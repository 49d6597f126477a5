import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { MOOD_INFO, MOODS } from '../../src/moods.ts';
import { CHANNELS, MEMBERS } from '../../src/playground/state/world.ts';
import { type Program, startProgram } from '../support/program.ts';

const CARDS = 5;
const channelId = CHANNELS[0]?.id ?? '';
let dataDir: string;
let program: Program | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'moodring-kill-'));
});
afterEach(async () => {
  if (program?.child.exitCode === null) await program.end('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

test('every vote that was logged as committed is there after kill -9 in a stream of votes', {
  timeout: 90_000,
}, async () => {
  const running = await startProgram({ DATA_DIR: dataDir });
  program = running;
  const page = new URL('/page/', running.url).href;
  const asker = MEMBERS[0]?.id ?? '';
  await post(`${page}commands`, {
    memberId: asker,
    channelId,
    command: 'mood',
    options: { mood: 'chill', count: CARDS },
  });
  await running.waitForLog('card shown', CARDS);
  const messages = running.log
    .filter((line) => line.msg === 'card shown')
    .map((line) => String(line.messageId));

  // 180 votes, in no particular order of cards; the process is killed after a third of them.
  const votes = messages.flatMap((messageId) =>
    MEMBERS.flatMap(({ id }) => MOODS.map((mood) => ({ messageId, memberId: id, mood }))),
  );
  const stream = Promise.allSettled(
    votes.map(({ mood, ...vote }) =>
      post(`${page}reactions`, { ...vote, emoji: MOOD_INFO[mood].emoji, on: true }),
    ),
  );
  await running.waitForLog('vote committed', votes.length / 3);
  expect(await running.end('SIGKILL')).toBeNull();
  await stream;
  const committed = running.log.filter((line) => line.msg === 'vote committed');
  expect(committed.length).toBeLessThan(votes.length);

  // The database's own are closed at each open; PGlite makes some later that only its folder keeps from others.
  const own = readdirSync(dataDir).map((name) => [name, statSync(join(dataDir, name)).mode & 0o077]);
  expect(own).toContainEqual(['playground.json', 0]);
  expect(own.filter(([, others]) => others !== 0)).toEqual([]);

  const again = await startProgram({ DATA_DIR: dataDir });
  program = again;
  expect(await again.end('SIGTERM')).toBe(0);
  const database = await connect({
    databaseUrl: undefined,
    dataDir,
    controlSocket: '',
    logger: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  const rows = await database.db.selectFrom('votes').select(['video_id', 'voter_id', 'mood']).execute();
  const tallies = await database.db.selectFrom('tallies').select(['video_id', 'share']).execute();
  await database.close();
  const kept = new Set(rows.map((row) => `${row.video_id} ${row.voter_id} ${row.mood}`));
  const lost = committed.filter((line) => !kept.has(`${line.videoId} ${line.voterId} ${line.mood}`));
  expect(lost).toEqual([]);
  // And the tallies say what the votes say: each voter's shares of a song add up to one.
  for (const song of new Set(committed.map((line) => String(line.videoId)))) {
    const voters = new Set(rows.filter((row) => row.video_id === song).map((row) => row.voter_id)).size;
    const shares = tallies
      .filter((tally) => tally.video_id === song)
      .reduce((sum, tally) => sum + tally.share, 0);
    expect(shares).toBeCloseTo(voters);
  }
});
