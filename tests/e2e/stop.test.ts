import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { describeInterrupted } from '../../src/discord/interrupted-text.ts';
import { createPlayground, type Playground } from '../../src/playground/server.ts';
import type { MessageView } from '../../src/playground/state/types.ts';
import { type Program, startProgram } from '../support/program.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const logger = pino({ level: 'silent' });

/** Songs with a vote: their training takes much longer than it takes to stop. */
const LABELLED = 6_000;

/** A data directory whose first model is in use, and with labels for a training that takes long. */
async function fill(dataDir: string): Promise<void> {
  const program = await startProgram({ DATA_DIR: dataDir });
  expect(await program.end('SIGTERM')).toBe(0);
  const now = () => new Date();
  const database = await connect({ databaseUrl: undefined, dataDir, controlSocket: '', logger, now });
  try {
    await sql`
      insert into songs (video_id, title, description, tags, channel, channel_id, genre, artist, instruments, license,
        attribution, origin)
      select 'long' || lpad(n::text, 7, '0'), 'words ' || md5(n::text) || ' ' || md5((n * 7)::text), '', '{}', 'A channel',
        '', '', '', '{}', 'CC BY 4.0', '', 'starter'
      from generate_series(1, ${LABELLED}::integer) n
    `.execute(database.db);
    await sql`
      insert into votes (video_id, voter_id, mood)
      select video_id, 'tester', (array['happy', 'in-love', 'sad', 'confident-sassy', 'chill', 'angry'])[1 + (hashtext(video_id) & 3)]
      from songs where video_id like 'long%'
    `.execute(database.db);
    await sql`
      insert into tallies (video_id, mood, share, voters)
      select video_id, mood, 1, 1 from votes where voter_id = 'tester'
    `.execute(database.db);
  } finally {
    await database.close();
  }
}

describe('the program is stopped while it learns', () => {
  let filled = '';
  let dataDir = '';
  let playground: Playground;
  let apiUrl = '';
  let program: Program | undefined;
  beforeAll(async () => {
    filled = await mkdtemp(join(tmpdir(), 'moodring-stop-'));
    await fill(filled);
  }, 300_000);
  afterAll(() => rm(filled, { recursive: true, force: true }));
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'moodring-stop-'));
    await cp(filled, dataDir, { recursive: true });
    playground = createPlayground({ port: 0, logger });
    ({ apiUrl } = await playground.start());
  });
  afterEach(async () => {
    if (program?.child.exitCode === null) await program.end('SIGKILL');
    program = undefined;
    await playground.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Starts the program on the playground of this test, which outlives it. */
  async function start(at = apiUrl): Promise<Program> {
    const token = { DISCORD_TOKEN: playground.token, DISCORD_API_URL: at };
    program = await startProgram({ DATA_DIR: dataDir, ...token });
    return program;
  }

  /** Has a moderator retrain, and waits until the answer shows how far it is. */
  async function retrain(): Promise<MessageView> {
    const { discord } = playground;
    const [channel] = discord.channels;
    const moderator = discord.members.find((member) => member.moderator);
    if (channel === undefined || moderator === undefined) throw new Error('an empty playground');
    discord.invoke({ memberId: moderator.id, channelId: channel.id, command: 'retrain', options: {} });
    return discord.waitFor(
      () => discord.messages(channel.id).find(({ content }) => content.includes('…')),
      60_000,
    );
  }

  const contentOf = ({ id }: MessageView) => playground.discord.message(id)?.content;

  test('by a service manager: it ends well, and the answer says so', { timeout: 180_000 }, async () => {
    const running = await start();
    const shown = await retrain();
    expect(await running.end('SIGTERM')).toBe(0);
    expect(contentOf(shown)).toBe(describeInterrupted('retrain'));
    const messages = running.log.map(({ msg }) => msg);
    expect(messages).toContain('work ended early: the bot is stopping');
    expect(running.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  test('by a kill: the next start says so, and lets nothing look as if it went on', {
    timeout: 180_000,
  }, async () => {
    const killed = await start();
    const shown = await retrain();
    expect(await killed.end('SIGKILL')).toBeNull();
    expect(contentOf(shown)).toBe(shown.content);
    const next = await start();
    await next.waitForLog('a run had been cut off with its process');
    await next.waitForLog('told what became of work that was cut off');
    expect(contentOf(shown)).toBe(describeInterrupted('retrain'));
    expect(await next.end('SIGTERM')).toBe(0);
  });

  test('while Discord answers nothing: it ends well in time, and the next start says so', {
    timeout: 180_000,
  }, async () => {
    const proxy = await startTcpProxy(Number(new URL(apiUrl).port));
    onTestFinished(() => proxy.close());
    const running = await start(`http://127.0.0.1:${proxy.port}/api`);
    const shown = await retrain();
    proxy.hold();
    expect(await running.end('SIGTERM')).toBe(0);
    expect(contentOf(shown)).toBe(shown.content);
    const next = await start();
    await next.waitForLog('told what became of work that was cut off');
    expect(contentOf(shown)).toBe(describeInterrupted('retrain'));
  });

  test('and told a second time: it quits at once', { timeout: 180_000 }, async () => {
    const proxy = await startTcpProxy(Number(new URL(apiUrl).port));
    onTestFinished(() => proxy.close());
    const running = await start(`http://127.0.0.1:${proxy.port}/api`);
    await retrain();
    // The stop waits for Discord, from which nothing comes any more.
    proxy.hold();
    const exit = once(running.child, 'exit');
    running.child.kill('SIGTERM');
    await running.waitForLog('stopping');
    // What follows within half a second counts as the same signal.
    const again = setInterval(() => running.child.kill('SIGTERM'), 100);
    const [code] = await exit;
    clearInterval(again);
    expect(code).toBe(130);
  });
});
