/**
 * How a bot fares while a new model takes over a large catalogue: how long that takes, how long members wait for
 * `/mood` meanwhile, and how much memory the bot needs.
 *
 *   node bench/activation.ts [--songs 1000000] [--database-url postgres://…] [--json]
 *
 * The songs are put together from the starter catalogue. PostgreSQL is that of `--database-url` or DATABASE_URL (the
 * bench makes a database of its own there and removes it) or one that the bench starts. The exit code is 0 whatever
 * the figures are.
 */
import { parseArgs } from 'node:util';
import { measureActivation } from './activation/measure.ts';
import { describeMachine, thisMachine } from './machine.ts';
import { findServer } from './postgres.ts';
import { type BenchTools, runBench } from './run-bench.ts';
import { summarise } from './samples.ts';
import { table } from './table.ts';

const FEWEST_SONGS = 5_000;
await runBench(run);

async function run({ cleanup, progress }: BenchTools): Promise<void> {
  const { values } = parseArgs({
    options: {
      songs: { type: 'string', default: '1000000' },
      'database-url': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const songs = Number(values.songs);
  if (!Number.isSafeInteger(songs) || songs < FEWEST_SONGS)
    throw new Error(`--songs takes a whole number from ${FEWEST_SONGS} up, got ${values.songs}`);
  if (values['database-url'] !== undefined) process.env.DATABASE_URL = values['database-url'];
  const machine = thisMachine();
  const server = await findServer(cleanup);
  if ('missing' in server) throw new Error(server.missing);
  const { samples, facts } = await measureActivation({ cleanup, songs, server, progress });
  const figures = samples.map(summarise);
  const notes = [server.note, ...facts];
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ machine, songs, figures, notes }, null, 2)}\n`
      : `${[describeMachine(machine), ...notes].join('\n')}\n\n${table(figures)}`,
  );
}
