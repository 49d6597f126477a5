import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { MOODS } from '../src/moods.ts';
import { createPlayground } from '../src/playground/server.ts';
import { runCli } from './catalogue/run-cli.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import { useMood } from './load.ts';
import { startMoodring } from './moodring.ts';
import type { Limit, Samples } from './samples.ts';

const ROWS = 10_000;
const EVERY_MS = 250;
const HELD_UP: Limit = { of: 'max', below: 250 };

export interface ImportOptions {
  readonly cleanup: Cleanup;
  /** A server's address; the embedded database without it. */
  readonly databaseUrl?: string | undefined;
  readonly progress: (line: string) => void;
}

/** How long members wait for `/mood` while 10,000 rows are imported, and how long that takes. */
export async function measureImport({ cleanup, databaseUrl, progress }: ImportOptions): Promise<Samples[]> {
  const kind = databaseUrl === undefined ? 'embedded' : 'PostgreSQL';
  progress(`import on ${kind}: starting`);
  const directory = await temporaryDirectory(cleanup);
  const file = join(directory.path, 'songs.csv');
  await writeFile(file, rows());
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  const stopPlayground = cleanup.add(() => playground.stop());
  const settings = {
    DATA_DIR: join(directory.path, 'data'),
    DISCORD_TOKEN: playground.token,
    DISCORD_API_URL: apiUrl,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  };
  const bot = await startMoodring(cleanup, { settings });
  // The first commands after a start are slower by themselves.
  await useMood(playground.discord, { atOnce: 1, everyMs: EVERY_MS, more: (sent) => sent < 20 });
  progress(`import on ${kind}: ${ROWS} rows`);
  let over = false;
  const importing = runCli(cleanup, ['import', file], settings).finally(() => {
    over = true;
  });
  const asking = useMood(playground.discord, { atOnce: 1, everyMs: EVERY_MS, more: () => !over });
  const [{ seconds }, answers] = await Promise.all([importing, asking]);
  await bot.stop();
  await stopPlayground();
  await directory.remove();
  const named = (name: string) => `import of ${ROWS} rows, ${kind}, ${name}`;
  return [
    {
      name: named("another member's /mood: acknowledged"),
      unit: 'ms',
      values: answers.map((answer) => answer.acknowledged),
      limit: HELD_UP,
    },
    {
      name: named("another member's /mood: card"),
      unit: 'ms',
      values: answers.map((answer) => answer.card),
      limit: HELD_UP,
    },
    { name: named('all of it'), unit: 's', values: [seconds] },
  ];
}

function rows(): string {
  const lines = Array.from({ length: ROWS }, (_, n) => {
    const id = `i${n.toString(36).padStart(10, '0')}`;
    return `${id},Imported song ${n} of rainy evenings,${MOODS[n % MOODS.length]},t,"${'A quiet piano in the rain. '.repeat(20)}"`;
  });
  return `video_id,title,moods,labeled,description\n${lines.join('\n')}\n`;
}
