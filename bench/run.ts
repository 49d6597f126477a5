/**
 * How long Moodring takes to start, how long members wait for `/mood`, alone, beside a bot with nothing in it, in bursts and
 * during an import, how long a search among 100,000 songs takes, and how much memory it needs, each beside its limit, on this
 * machine. `databases` compares the embedded database with a PostgreSQL server of its own.
 *
 *   node bench/run.ts [--only startup,latency,bare,bursts,memory,search,import,databases] [--runs N] [--commands N]
 *     [--idle SECONDS] [--json]
 *
 * Options of Node before `bench/run.ts` are passed on to what is measured.
 *
 * PostgreSQL is that of DATABASE_URL (the bench makes databases of its own there) or one that the bench starts. The
 * exit code is 0 whatever the figures are.
 */
import { parseArgs } from 'node:util';
import { measureAgainstBare } from './bare.ts';
import { measureBursts } from './bursts.ts';
import { createCleanup } from './cleanup.ts';
import { measureDatabases } from './databases.ts';
import { measureImport } from './import.ts';
import { measureLatency } from './latency.ts';
import { describeMachine, thisMachine } from './machine.ts';
import { measureMemory } from './memory.ts';
import { findServer } from './postgres.ts';
import { type Samples, summarise } from './samples.ts';
import { measureSearch } from './search.ts';
import { measureStartup } from './startup.ts';
import { table } from './table.ts';

const PARTS = ['startup', 'latency', 'bare', 'bursts', 'memory', 'search', 'import', 'databases'] as const;
/** Parts that need a server. */
const ON_SERVER = ['latency', 'bare', 'bursts', 'memory', 'search', 'import'];
const FAILURE = 1;
const USAGE = 2;
/** 128 and the signal's number, as shells count. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

interface Settings {
  readonly parts: ReadonlySet<string>;
  readonly runs: number;
  readonly commands: number;
  readonly idleSeconds: number;
  readonly json: boolean;
}

const progress = (line: string) => void process.stderr.write(`${line}\n`);
const cleanup = createCleanup(progress);
for (const [signal, code] of Object.entries(SIGNALS)) {
  process.once(signal, () => void cleanup.all().finally(() => process.exit(code)));
}

const settings = readSettings();
if (settings === undefined) {
  process.exitCode = USAGE;
} else {
  try {
    await run(settings);
  } catch (error) {
    progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = FAILURE;
  } finally {
    await cleanup.all();
  }
}

async function run({ parts, runs, commands, idleSeconds, json }: Settings): Promise<void> {
  const machine = thisMachine();
  const samples: Samples[] = [];
  const notes: string[] = [];
  if (parts.has('startup')) samples.push(...(await measureStartup({ cleanup, runs, progress })));
  if (ON_SERVER.some((part) => parts.has(part))) {
    const server = await findServer(cleanup);
    notes.push('missing' in server ? server.missing : server.note);
    const database = async () => ('missing' in server ? undefined : await server.database());
    if (parts.has('latency')) {
      samples.push(...(await measureLatency({ cleanup, commands, database: 'embedded', progress })));
      const made = await database();
      if (made !== undefined) {
        const onServer = { database: 'PostgreSQL', databaseUrl: made.url };
        samples.push(...(await measureLatency({ cleanup, commands, ...onServer, progress })));
        await made.drop();
      }
    }
    if (parts.has('bare')) {
      const made = await database();
      samples.push(...(await measureAgainstBare({ cleanup, commands, databaseUrl: made?.url, progress })));
      await made?.drop();
    }
    if (parts.has('bursts')) {
      samples.push(...(await measureBursts({ cleanup, runs, database: 'embedded', progress })));
      const made = await database();
      if (made !== undefined) {
        const onServer = { database: 'PostgreSQL', databaseUrl: made.url };
        samples.push(...(await measureBursts({ cleanup, runs, ...onServer, progress })));
        await made.drop();
      }
    }
    if (parts.has('memory')) {
      const made = await database();
      samples.push(...(await measureMemory({ cleanup, idleSeconds, databaseUrl: made?.url, progress })));
      await made?.drop();
    }
    for (const [part, measure] of [
      ['search', measureSearch],
      ['import', measureImport],
    ] as const) {
      if (!parts.has(part)) continue;
      samples.push(...(await measure({ cleanup, progress })));
      const made = await database();
      if (made !== undefined) samples.push(...(await measure({ cleanup, databaseUrl: made.url, progress })));
      await made?.drop();
    }
  }
  if (parts.has('databases')) {
    const compared = await measureDatabases({ cleanup, runs, commands, idleSeconds, progress });
    samples.push(...compared.samples);
    notes.push(...compared.notes);
  }
  const figures = samples.map(summarise);
  process.stdout.write(
    json
      ? `${JSON.stringify({ machine, figures, notes }, null, 2)}\n`
      : `${[describeMachine(machine), ...notes].join('\n')}\n\n${table(figures)}`,
  );
}

/** Undefined, with the reason told, when the arguments make no sense. */
function readSettings(): Settings | undefined {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: PARTS.join(',') },
        runs: { type: 'string', default: '3' },
        commands: { type: 'string', default: '300' },
        idle: { type: 'string', default: '60' },
        json: { type: 'boolean', default: false },
      },
    });
    const parts = values.only.split(',');
    const unknown = parts.filter((part) => !PARTS.some((known) => known === part));
    if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join(', ')}, got ${unknown.join(', ')}`);
    return {
      parts: new Set(parts),
      runs: count('--runs', values.runs, 1),
      commands: count('--commands', values.commands, 1),
      idleSeconds: count('--idle', values.idle, 0),
      json: values.json,
    };
  } catch (error) {
    progress(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function count(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least && text.trim() !== '') return number;
  throw new Error(`${name} takes a whole number from ${least} up, got ${JSON.stringify(text)}`);
}
