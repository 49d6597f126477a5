import { join } from 'node:path';
import { pino } from 'pino';
import { createPlayground } from '../../src/playground/server.ts';
import type { Cleanup } from '../cleanup.ts';
import { temporaryDirectory } from '../directories.ts';
import { type Answer, emojiDone, useMood } from '../load.ts';
import { startMoodring } from '../moodring.ts';
import type { Server } from '../postgres.ts';
import { retrain } from '../retrain.ts';
import type { Samples } from '../samples.ts';
import { fillCatalogue } from './fill.ts';
import { megabytesOfScores, secondsToSwitch } from './scores-table.ts';
import { watchMemory } from './watch-memory.ts';

/** Milliseconds from one `/mood` to the next: with its emoji each makes seven of the 50 requests a second of a bot. */
const PACE_MS = 200;
const COMMANDS_BEFORE = 300;
/** Discord lets a command be answered for 15 minutes. */
const RETRAIN_MS = 14 * 60_000;

export interface ActivationOptions {
  readonly cleanup: Cleanup;
  /** How large the catalogue is made. */
  readonly songs: number;
  readonly server: Server;
  readonly progress: (line: string) => void;
}

export interface ActivationFigures {
  readonly samples: Samples[];
  /** What is no series of measurements, a line each. */
  readonly facts: string[];
}

/**
 * Two retrains over the whole catalogue by a bot that is a process of its own, on a Discord inside the bench: the first
 * while nobody asks for anything, the second while members use `/mood` at a steady pace.
 */
export async function measureActivation(options: ActivationOptions): Promise<ActivationFigures> {
  const { cleanup, songs, server, progress } = options;
  const { url: databaseUrl, drop } = await server.database();
  const directory = await temporaryDirectory(cleanup);
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  const stopPlayground = cleanup.add(() => playground.stop());
  progress('starting');
  const settings = {
    DATA_DIR: join(directory.path, 'data'),
    DATABASE_URL: databaseUrl,
    DISCORD_TOKEN: playground.token,
    DISCORD_API_URL: apiUrl,
  };
  const bot = await startMoodring(cleanup, { probe: true, settings });
  const { discord } = playground;
  await fillCatalogue({ databaseUrl, songs, progress });
  progress('a retrain, with nobody asking');
  const quiet = await retrain(discord, RETRAIN_MS);
  const quietSwitch = await secondsToSwitch(databaseUrl);
  const sizeBefore = await megabytesOfScores(databaseUrl);

  progress('/mood before');
  await bot.longestStall();
  const before = await useMood(discord, {
    atOnce: 1,
    everyMs: PACE_MS,
    more: (sent) => sent < COMMANDS_BEFORE,
  });
  const stallBefore = await bot.longestStall();
  await emojiDone(discord);

  progress('a retrain, with members asking');
  const memory = watchMemory(bot);
  let over = false;
  const retraining = retrain(discord, RETRAIN_MS).finally(() => {
    over = true;
  });
  const asking = useMood(discord, { atOnce: 1, everyMs: PACE_MS, more: () => !over });
  const [busy, during] = await Promise.all([retraining, asking]);
  const stallDuring = await bot.longestStall();
  const { resident, heap } = await memory.stop();
  const busySwitch = await secondsToSwitch(databaseUrl);
  const sizeAfter = await megabytesOfScores(databaseUrl);

  await bot.stop();
  await stopPlayground();
  await directory.remove();
  await drop();
  const speed = (seconds: number) => `${(songs / seconds).toFixed(0)} songs/s`;
  return {
    facts: [
      `${songs} songs; ${speed(quietSwitch)} until the switch with nobody asking, ${speed(busySwitch)} with /mood every ${PACE_MS} ms.`,
    ],
    samples: [
      { name: 'retrain, nobody asking: until the switch', unit: 's', values: [quietSwitch] },
      { name: 'retrain, nobody asking: until old scores are gone', unit: 's', values: [quiet] },
      { name: 'retrain, members asking: until the switch', unit: 's', values: [busySwitch] },
      { name: 'retrain, members asking: until old scores are gone', unit: 's', values: [busy] },
      ...waits('/mood before', before, false),
      ...waits('/mood meanwhile', during, true),
      { name: 'longest stall of the event loop before', unit: 'ms', values: [stallBefore] },
      { name: 'longest stall of the event loop meanwhile', unit: 'ms', values: [stallDuring] },
      { name: 'resident memory meanwhile', unit: 'MB', values: resident, limit: { of: 'max', below: 600 } },
      { name: "the main thread's heap meanwhile", unit: 'MB', values: heap },
      { name: 'scores with their indexes before', unit: 'MB', values: [sizeBefore] },
      { name: 'scores with their indexes after', unit: 'MB', values: [sizeAfter] },
    ],
  };
}

function waits(name: string, answers: readonly Answer[], limited: boolean): Samples[] {
  return [
    { name: `${name}: acknowledged`, unit: 'ms', values: answers.map((answer) => answer.acknowledged) },
    {
      name: `${name}: card`,
      unit: 'ms',
      values: answers.map((answer) => answer.card),
      ...(limited && { limit: { of: 'p99' as const, below: 100 } }),
    },
  ];
}
