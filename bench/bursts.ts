import { join } from 'node:path';
import { pino } from 'pino';
import { MOOD_INFO } from '../src/moods.ts';
import { createPlayground, type Playground } from '../src/playground/server.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import { ask, askOrFail, emojiDone, musicChannel } from './load.ts';
import { type Moodring, startMoodring } from './moodring.ts';
import type { Limit, Samples } from './samples.ts';

/** Reactions that come at the same moment. */
const BURSTS = [50, 200, 1_000];
const REPLAYED = 1_000;
const AUTOCOMPLETES = 100;
const RESUME_MS = 60_000;
const LIMIT: Limit = { of: 'max', below: 250 };
/** Ids of people that the local Discord does not know, which is all the same to a bot that reads raw events. */
const FIRST_VOTER = 1_190_000_000_000_000_000n;
const COMMITTED = 'vote committed';

export interface BurstsOptions {
  readonly cleanup: Cleanup;
  /** What the figures say about the database. */
  readonly database: string;
  readonly databaseUrl?: string;
  /** How often each burst comes. */
  readonly runs: number;
  readonly progress: (line: string) => void;
}

/** How long a member waits for the acknowledgement of `/mood` when others do a lot at the same moment. */
export async function measureBursts(options: BurstsOptions): Promise<Samples[]> {
  const { cleanup, database, databaseUrl, runs, progress } = options;
  const directory = await temporaryDirectory(cleanup);
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  const stopPlayground = cleanup.add(() => playground.stop());
  progress(`bursts on ${database}: starting`);
  const bot = await startMoodring(cleanup, {
    settings: {
      DATA_DIR: join(directory.path, 'data'),
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: apiUrl,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
  });
  for (let turn = 0; turn < 20; turn++) await ask(playground.discord, turn);
  const samples = await burstsOf({ playground, bot, database, runs, progress });
  await bot.stop();
  await stopPlayground();
  await directory.remove();
  return samples;
}

export interface Running {
  readonly playground: Playground;
  readonly bot: Moodring;
  readonly database: string;
  readonly runs: number;
  readonly progress: (line: string) => void;
}

/** The bursts on a bot that runs already. */
export async function burstsOf({ playground, bot, database, runs, progress }: Running): Promise<Samples[]> {
  const { discord, gateway } = playground;
  const waits = new Map<string, number[]>();
  const rates: number[] = [];
  let voters = 0n;

  /** Votes on a new card by people who never voted before. */
  async function card(): Promise<(count: number) => void> {
    await ask(discord, Number(voters % 6n));
    const message = discord.store.inChannel(musicChannel(discord).id).at(-1);
    if (message === undefined) throw new Error('no card');
    return (count) => {
      for (let vote = 0; vote < count; vote++) {
        discord.reactions.add(message, MOOD_INFO.chill.emoji, String(FIRST_VOTER + voters++));
      }
    };
  }
  async function elsewhere(): Promise<number> {
    const answer = await askOrFail(discord, Number(voters % 6n), discord.channels[1]?.id);
    return answer.acknowledged;
  }
  function record(name: string, ms: number): void {
    waits.set(name, [...(waits.get(name) ?? []), ms]);
  }

  for (let run = 0; run < runs; run++) {
    for (const count of BURSTS) {
      progress(`bursts on ${database}: ${count} reactions`);
      const vote = await card();
      const before = bot.logged(COMMITTED);
      const started = performance.now();
      vote(count);
      record(`${count} reactions at once`, await elsewhere());
      await bot.waitForLog(COMMITTED, before + count);
      if (count === BURSTS.at(-1)) rates.push(count / ((performance.now() - started) / 1_000));
    }
    progress(`bursts on ${database}: a resume`);
    const vote = await card();
    const before = bot.logged(COMMITTED);
    // The bot's own emoji are events as well, and Discord keeps a thousand.
    await emojiDone(discord);
    gateway.drop();
    await discord.waitFor(() => !discord.botOnline, RESUME_MS);
    vote(REPLAYED);
    await discord.waitFor(() => discord.botOnline, RESUME_MS);
    record(`a resume that replays ${REPLAYED} reactions`, await elsewhere());
    await bot.waitForLog(COMMITTED, before + REPLAYED);

    progress(`bursts on ${database}: autocompletes`);
    const channelId = musicChannel(discord).id;
    for (let i = 0; i < AUTOCOMPLETES; i++) {
      const memberId = discord.members[i % discord.members.length]?.id ?? '';
      const options = { song: 'a' };
      discord.autocomplete({ memberId, channelId, command: 'song', options, focused: 'song' });
    }
    record(`${AUTOCOMPLETES} autocompletes at once`, await elsewhere());
  }
  return [
    ...[...waits].map(([name, values]) => ({
      name: `${name}, ${database}: another's /mood acknowledged`,
      unit: 'ms' as const,
      values,
      limit: LIMIT,
    })),
    { name: `votes in a burst of ${BURSTS.at(-1)}, ${database}`, unit: '/s', values: rates },
  ];
}
