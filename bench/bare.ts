import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { createPlayground } from '../src/playground/server.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import { useMoodAtRate } from './load.ts';
import { startMoodring } from './moodring.ts';
import type { Limit, Samples } from './samples.ts';

const BARE = join(import.meta.dirname, 'bare-bot.ts');
/** Commands a second. */
const RATES = [20, 50];
/** How much longer than a bot with nothing in it Moodring may take to acknowledge. */
const TIMES_BARE = 3;
const CARD: Limit = { of: 'p99', below: 250 };
/** Commands before the measurement, until everything is compiled and connected. */
const WARM_UP = 60;
/** Between two rates; the emoji of the first one's cards go on under the second, as they do on Discord. */
const REST_MS = 2_000;

interface Contender {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly program?: string;
}

export interface BareOptions {
  readonly cleanup: Cleanup;
  /** How many commands at each rate. */
  readonly commands: number;
  /** A server's address; without it only the embedded database is measured. */
  readonly databaseUrl: string | undefined;
  readonly progress: (line: string) => void;
}

/**
 * How long members wait for `/mood` at a fixed rate, beside a bot with nothing in it on the same local Discord: what
 * is not Moodring's own.
 */
export async function measureAgainstBare(options: BareOptions): Promise<Samples[]> {
  const { cleanup, commands, databaseUrl, progress } = options;
  const directory = await temporaryDirectory(cleanup);
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  const stopPlayground = cleanup.add(() => playground.stop());
  const { discord } = playground;
  const dataDir = (name: string) => join(directory.path, name);
  const bots: Contender[] = [
    { name: 'a bare bot', program: BARE, settings: {} },
    { name: 'embedded', settings: { DATA_DIR: dataDir('embedded') } },
    ...(databaseUrl === undefined
      ? []
      : [{ name: 'PostgreSQL', settings: { DATA_DIR: dataDir('server'), DATABASE_URL: databaseUrl } }]),
  ];
  const samples: Samples[] = [];
  const bare = new Map<number, number>();
  for (const { name, settings, program } of bots) {
    const bot = await startMoodring(cleanup, {
      settings: { ...settings, DISCORD_TOKEN: playground.token, DISCORD_API_URL: apiUrl, LOG_LEVEL: 'warn' },
      ...(program !== undefined && { program }),
    });
    const isBare = program !== undefined;
    await useMoodAtRate(discord, { perSecond: 20, count: WARM_UP });
    for (const perSecond of RATES) {
      progress(`/mood at ${perSecond} a second: ${name}`);
      await pause(REST_MS);
      const answers = await useMoodAtRate(discord, { perSecond, count: commands });
      const acknowledged = answers.map((answer) => answer.acknowledged);
      if (isBare) bare.set(perSecond, p99(acknowledged));
      const below = Math.ceil(TIMES_BARE * (bare.get(perSecond) ?? Number.NaN));
      samples.push(
        {
          name: `/mood, ${perSecond} a second, ${name}: acknowledged`,
          unit: 'ms',
          values: acknowledged,
          ...(!isBare && { limit: { of: 'p99', below } as const }),
        },
        {
          name: `/mood, ${perSecond} a second, ${name}: answered`,
          unit: 'ms',
          values: answers.map((answer) => answer.card),
          ...(!isBare && { limit: CARD }),
        },
      );
    }
    await bot.stop();
  }
  await stopPlayground();
  await directory.remove();
  return samples;
}

function p99(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? Number.NaN;
}
