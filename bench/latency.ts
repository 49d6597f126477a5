import { join } from 'node:path';
import { pino } from 'pino';
import { createPlayground, type Playground } from '../src/playground/server.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import { type Answer, ask, emojiDone, useMood } from './load.ts';
import { type Moodring, startMoodring } from './moodring.ts';
import { retrain } from './retrain.ts';
import type { Limit, Samples } from './samples.ts';

const ACKNOWLEDGED: Limit = { of: 'p99', below: 50 };
const CARD: Limit = { of: 'p99', below: 250 };

/**
 * Milliseconds from one command to the next. A card takes seven requests that Discord counts (the song and six
 * emoji), so this is 35 a second of the 50 that it allows a bot: what is measured is the bot and not that wait.
 */
const PACE_MS = 200;
const AT_ONCE = 5;
/** Songs alone stay below Discord's limit at this pace, their emoji do not: those must not hold up the next song. */
const RUSH_MS = 50;
const RETRAINS = 10;

export interface LatencyOptions {
  readonly cleanup: Cleanup;
  /** How many commands under each load. */
  readonly commands: number;
  /** What the figures say about the database. */
  readonly database: string;
  /** A server's address; the embedded database without it. */
  readonly databaseUrl?: string;
  readonly progress: (line: string) => void;
}

/**
 * How long members wait for `/mood`. The bot is a process of its own on a Discord inside the bench; time is taken
 * there, when the bot's requests have arrived.
 */
export async function measureLatency(options: LatencyOptions): Promise<Samples[]> {
  const { cleanup, commands, database, databaseUrl, progress } = options;
  progress(`latency on ${database}: starting`);
  const directory = await temporaryDirectory(cleanup);
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  const stopPlayground = cleanup.add(() => playground.stop());
  const bot = await startMoodring(cleanup, {
    probe: true,
    settings: {
      DATA_DIR: join(directory.path, 'data'),
      DISCORD_TOKEN: playground.token,
      DISCORD_API_URL: apiUrl,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
  });

  const { discord } = playground;
  const named = (name: string) => `/mood, ${database}, ${name}`;
  const first = await ask(discord, 0);
  const samples = waits(named('first after a start'), [first], false);
  const until = (count: number) => (sent: number) => sent < count;
  const loads = [
    { name: 'one at a time', atOnce: 1, everyMs: PACE_MS },
    { name: `${AT_ONCE} at a time`, atOnce: AT_ONCE, everyMs: AT_ONCE * PACE_MS },
    { name: `${1_000 / RUSH_MS} a second, more than emoji keep up with`, atOnce: 1, everyMs: RUSH_MS },
  ];
  await bot.longestStall();
  for (const { name, ...load } of loads) {
    progress(`latency on ${database}: ${name}`);
    await emojiDone(discord);
    samples.push(...waits(named(name), await useMood(discord, { ...load, more: until(commands) })));
  }
  samples.push({
    name: named('longest stall of the event loop'),
    unit: 'ms',
    values: [await bot.longestStall()],
  });
  progress(`latency on ${database}: during a retrain`);
  samples.push(...(await duringRetrain(playground, bot, named)));

  await bot.stop();
  await stopPlayground();
  await directory.remove();
  return samples;
}

async function duringRetrain(
  { discord }: Playground,
  bot: Moodring,
  named: (name: string) => string,
): Promise<Samples[]> {
  const answers: Answer[] = [];
  const seconds: number[] = [];
  const stalls: number[] = [];
  for (let run = 0; run < RETRAINS; run++) {
    await emojiDone(discord);
    await bot.longestStall();
    let over = false;
    const retraining = retrain(discord).finally(() => {
      over = true;
    });
    const asking = useMood(discord, { atOnce: 1, everyMs: PACE_MS, more: () => !over });
    const [took, answered] = await Promise.all([retraining, asking]);
    seconds.push(took);
    answers.push(...answered);
    stalls.push(await bot.longestStall());
  }
  return [
    ...waits(named('during a retrain'), answers),
    { name: named('longest stall of the event loop in a retrain'), unit: 'ms', values: stalls },
    { name: named('a retrain'), unit: 's', values: seconds },
  ];
}

/** Acknowledgements and cards as they are printed. */
export function waits(name: string, answers: readonly Answer[], limited = true): Samples[] {
  const acknowledged = answers.map((answer) => answer.acknowledged);
  const card = answers.map((answer) => answer.card);
  return [
    {
      name: `${name}: acknowledged`,
      unit: 'ms',
      values: acknowledged,
      ...(limited && { limit: ACKNOWLEDGED }),
    },
    { name: `${name}: card`, unit: 'ms', values: card, ...(limited && { limit: CARD }) },
  ];
}
