/**
 * What growing the catalogue costs: quota units a new song from an empty catalogue to twenty known channels, and how
 * long a run of 10,000 new songs and a refresh of 10,000 take beside a large catalogue, and in how much memory. YouTube
 * is a server on loopback that behaves as documented; every run is the command line in a process of its own. `rules`
 * counts what the rules for songs and re-uploads say of real titles, with `--data` of those in a folder's CSV files too.
 *
 *   node bench/catalogue.ts [--only growth,scale,rules] [--songs 1000000] [--data DIR] [--database-url postgres://…] [--json]
 *
 * PostgreSQL is that of `--database-url` or DATABASE_URL (the bench makes databases of its own there and removes them) or
 * one that the bench starts. The exit code is 0 whatever the figures are.
 */
import { parseArgs } from 'node:util';
import { measureGrowth } from './catalogue/growth.ts';
import { measureRules } from './catalogue/rules.ts';
import { measureScale } from './catalogue/scale.ts';
import { describeMachine, thisMachine } from './machine.ts';
import { findServer } from './postgres.ts';
import { type BenchTools, runBench } from './run-bench.ts';
import { summarise } from './samples.ts';
import { table } from './table.ts';

const PARTS = ['growth', 'scale', 'rules'];
const FEWEST_SONGS = 20_000;
await runBench(run);

async function run({ cleanup, progress }: BenchTools): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      songs: { type: 'string', default: '1000000' },
      data: { type: 'string' },
      'database-url': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const parts = values.only.split(',');
  const unknown = parts.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join(', ')}, got ${unknown.join(', ')}`);
  const songs = Number(values.songs);
  if (!Number.isSafeInteger(songs) || songs < FEWEST_SONGS)
    throw new Error(`--songs takes a whole number from ${FEWEST_SONGS} up, got ${values.songs}`);
  if (values['database-url'] !== undefined) process.env.DATABASE_URL = values['database-url'];
  const machine = thisMachine();
  const server = await findServer(cleanup);
  if ('missing' in server) throw new Error(server.missing);
  const growth = parts.includes('growth') ? await measureGrowth({ cleanup, server, progress }) : [];
  const scale = parts.includes('scale')
    ? await measureScale({ cleanup, server, songs, progress })
    : { samples: [], facts: [] };
  const rules = parts.includes('rules') ? await measureRules({ cleanup, server, data: values.data }) : [];
  const figures = scale.samples.map(summarise);
  const notes = [server.note, ...growth, ...scale.facts, ...rules];
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ machine, songs, figures, notes }, null, 2)}\n`
      : `${[describeMachine(machine), ...notes].join('\n')}\n\n${figures.length > 0 ? table(figures) : ''}`,
  );
}
