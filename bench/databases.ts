import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { MOOD_INFO } from '../src/moods.ts';
import { createPlayground, type Playground } from '../src/playground/server.ts';
import { burstsOf } from './bursts.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import { waits } from './latency.ts';
import { ask, musicChannel, useMoodAtRate } from './load.ts';
import { type Moodring, startMoodring } from './moodring.ts';
import { startOwnPostgres } from './own-postgres.ts';
import { watchChildren } from './process-tree.ts';
import type { Limit, Samples } from './samples.ts';

/** Of all processes of the program together. */
const FIRST_PEAK: Limit = { of: 'max', below: 1_024 };
const LATER_PEAK: Limit = { of: 'max', below: 768 };
const PER_SECOND = 50;
/** Votes of which about half are cast when everything is killed. */
const VOTES = 400;
const COMMITTED = 'vote committed';
const FIRST_VOTER = 1_195_000_000_000_000_000n;
const CLI = join(import.meta.dirname, '../src/cli.cjs');

export interface DatabasesOptions {
  readonly cleanup: Cleanup;
  readonly runs: number;
  readonly commands: number;
  readonly idleSeconds: number;
  readonly progress: (line: string) => void;
}

export interface DatabasesFigures {
  readonly samples: Samples[];
  readonly notes: string[];
}

interface Started {
  readonly bot: Moodring;
  /** Moodring's variables, with which the command line finds it. */
  readonly settings: Readonly<Record<string, string>>;
  /** From the beginning, the database's own start included. */
  readonly seconds: number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

interface Kind {
  readonly name: string;
  /** @param settings where Discord is, and the data folder */
  start(cleanup: Cleanup, settings: { readonly DATA_DIR: string } & Record<string, string>): Promise<Started>;
}

const KINDS: readonly Kind[] = [
  {
    name: 'thread',
    async start(cleanup, settings) {
      const began = performance.now();
      const bot = await startMoodring(cleanup, { settings });
      const seconds = (performance.now() - began) / 1_000;
      return { bot, settings, seconds, stop: () => bot.stop(), kill: () => bot.kill() };
    },
  },
  {
    name: 'child',
    async start(cleanup, given) {
      const began = performance.now();
      const server = await startOwnPostgres(cleanup, `${given.DATA_DIR}-server`);
      const settings = { ...given, DATABASE_URL: server.url };
      const bot = await startMoodring(cleanup, { settings });
      const seconds = (performance.now() - began) / 1_000;
      return {
        bot,
        settings,
        seconds,
        async stop() {
          await bot.stop();
          await server.stop();
        },
        async kill() {
          await Promise.all([bot.kill(), server.kill()]);
        },
      };
    },
  },
];

/**
 * The two ways to have a database with nothing set up, in one run: PGlite in a thread of the bot, and PostgreSQL's
 * programs as its child on a Unix socket in the data folder. The second is made of this bench alone.
 */
export async function measureDatabases(options: DatabasesOptions): Promise<DatabasesFigures> {
  const samples: Samples[] = [];
  const notes: string[] = [];
  for (const kind of KINDS) {
    const measured = await measureKind(kind, options);
    samples.push(...measured.samples);
    notes.push(...measured.notes);
  }
  return { samples, notes };
}

async function measureKind(
  kind: Kind,
  { cleanup, runs, commands, idleSeconds, progress }: DatabasesOptions,
): Promise<DatabasesFigures> {
  const { name } = kind;
  const directory = await temporaryDirectory(cleanup);
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  const stopPlayground = cleanup.add(() => playground.stop());
  const memory = watchChildren();
  const stopWatching = cleanup.add(() => memory.stop());
  const settings = {
    DATA_DIR: join(directory.path, 'data'),
    DISCORD_TOKEN: playground.token,
    DISCORD_API_URL: apiUrl,
  };
  const start = () => kind.start(cleanup, settings);
  const one = (what: string, unit: Samples['unit'], value: number, limit?: Limit): Samples => ({
    name: `${name}: ${what}`,
    unit,
    values: [value],
    ...(limit !== undefined && { limit }),
  });

  progress(`${name}: first start`);
  const first = await start();
  const samples = [
    one('first start', 's', first.seconds),
    one('first start, peak memory', 'MB', memory.peak(), FIRST_PEAK),
  ];
  await first.stop();
  await pause(500);
  memory.peak();
  progress(`${name}: later start`);
  const later = await start();
  samples.push(
    one('later start', 's', later.seconds),
    one('later start, peak memory', 'MB', memory.peak(), LATER_PEAK),
  );
  await pause(idleSeconds * 1_000);
  samples.push(one(`after ${idleSeconds} s idle`, 'MB', await memory.now()));

  progress(`${name}: /mood at ${PER_SECOND} a second`);
  const { discord } = playground;
  await useMoodAtRate(discord, { perSecond: 20, count: 60 });
  const answers = await useMoodAtRate(discord, { perSecond: PER_SECOND, count: commands });
  samples.push(...waits(`${name}: /mood, ${PER_SECOND} a second`, answers, false));
  samples.push(...(await burstsOf({ playground, bot: later.bot, database: name, runs, progress })));
  samples.push(one('peak memory under load', 'MB', memory.peak()));

  progress(`${name}: kill -9 among votes`);
  const { lost, committed, seconds, stop } = await killAmongVotes(playground, later, start);
  samples.push(one('start after kill -9', 's', seconds));
  await stop();
  await stopWatching();
  await stopPlayground();
  await directory.remove();
  return {
    samples,
    notes: [`${name}: kill -9 lost ${lost} of ${committed} votes that were told as committed.`],
  };
}

/** Votes on one card while everything is killed; those that were told as committed have to be there after a restart. */
async function killAmongVotes(playground: Playground, running: Started, start: () => Promise<Started>) {
  const { discord } = playground;
  await ask(discord, 0);
  const message = discord.store.inChannel(musicChannel(discord).id).at(-1);
  if (message === undefined) throw new Error('no card');
  const stored = await votesOn(running);
  const told = running.bot.logged(COMMITTED);
  for (let voter = 0n; voter < VOTES; voter++) {
    discord.reactions.add(message, MOOD_INFO.chill.emoji, String(FIRST_VOTER + voter));
  }
  await running.bot.waitForLog(COMMITTED, told + VOTES / 2);
  await running.kill();
  const committed = running.bot.logged(COMMITTED) - told;
  const again = await start();
  const lost = Math.max(0, stored + committed - (await votesOn(again)));
  return { lost, committed, seconds: again.seconds, stop: again.stop };
}

/** How many votes on cards there are, as the command line says. */
async function votesOn({ settings }: Started): Promise<number> {
  const env = { ...process.env, ...settings };
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'stats', '--json'], { env });
  return (JSON.parse(stdout) as { votes: { onCards: number } }).votes.onCards;
}
