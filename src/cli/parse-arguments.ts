import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { GREATEST_MODEL_ID } from '../../db/queries/model-rows.ts';
import { EXIT } from '../exit-codes.ts';
import { MOODS } from '../moods.ts';
import { MOST_SONGS } from '../recommend/recommend.ts';
import type { CommandName } from './commands/index.ts';
import { UsageError } from './errors/usage-error.ts';
import { commandHelp, PROGRAM_HELP } from './help.ts';
import { RELEASE } from './release.ts';

/** A file argument; `-` and nothing at all are standard input or output. */
export const STANDARD = '-';

const SOURCE_CHANGES = [
  ['sources-pause', 'Ask a source no longer, for the time being'],
  ['sources-resume', 'Ask a paused source again'],
  ['sources-remove', 'Take a source off the list'],
] as const satisfies readonly (readonly [CommandName, string])[];

/** What the arguments ask for. */
export interface Invocation {
  readonly command: CommandName;
  /** What the command itself is given, as its schema has it. */
  readonly args: object;
  readonly json: boolean;
  /** Only `import` and `export` have one. */
  readonly file: string;
  /** The folder of a `report`, where it is to be written. */
  readonly out?: string | undefined;
}

/**
 * Reads the command line.
 *
 * @param write takes help or the version, where that was asked for.
 * @returns undefined after help or the version.
 * @throws UsageError for arguments that make no sense.
 */
export function parseArguments(
  argv: readonly string[],
  write: (text: string) => void,
): Invocation | undefined {
  let invocation: Invocation | undefined;
  const program = new Command('moodring')
    .description('No-copyright music by mood: what the Discord bot does, from a terminal.')
    .version(RELEASE)
    // What it says of errors is in the error too, which is told like any other.
    .configureOutput({ writeOut: write, writeErr: () => {} })
    .exitOverride()
    .addHelpText('after', PROGRAM_HELP);
  /** A name like `model-list` is that of the subcommand `list` of `model`. */
  const command = (name: CommandName, summary: string, parent = program) =>
    parent
      .command(parent === program ? name : name.slice(parent.name().length + 1))
      .description(summary)
      .option('--json', 'print the result as one line of JSON and nothing else')
      .addHelpText('after', commandHelp(name));
  const choose = (name: CommandName, args: object, { json = false }: { json?: boolean }, file = STANDARD) => {
    invocation = { command: name, args, json, file };
  };

  command('mood', 'Get songs for a mood')
    .addArgument(new Argument('<mood>', 'what you are in the mood for').choices(MOODS))
    .option('-n, --count <songs>', `how many songs, 1 to ${MOST_SONGS}`, songCount, 1)
    .action((mood: string, { count, ...options }) => choose('mood', { mood, count }, options));
  command('song', 'Show how a song was voted on, and what the model thinks of it and why')
    .argument('<song>', 'its YouTube link, its id, or words of its title')
    .addOption(new Option('--mood <mood>', 'a mood to explain besides the foremost one').choices(MOODS))
    .action((song: string, { mood, ...options }) => choose('song', { song, mood }, options));
  const model = program.command('model').description('The models there are, and the way back to one');
  command('model-list', 'List the last models with their figures', model).action((options) =>
    choose('model-list', {}, options),
  );
  command('model-rollback', 'Return to a model that was in use before', model)
    .argument('[model]', 'its number; without it the model in use before the present one', modelId)
    .action((id: number | undefined, options) => choose('model-rollback', { modelId: id }, options));
  const sources = program
    .command('sources')
    .description('The channels, playlists and searches new songs come from');
  command('sources-list', 'List the sources with what they brought and cost', sources).action((options) =>
    choose('sources-list', {}, options),
  );
  command('sources-add', 'Follow a channel, a playlist or a search', sources)
    .argument('<source...>', 'its YouTube address, @handle or id, or words to search for')
    .action((words: string[], options) => choose('sources-add', { source: words.join(' ') }, options));
  for (const [name, summary] of SOURCE_CHANGES) {
    command(name, summary, sources)
      .argument('<source...>', 'its number, its name, its address or its words')
      .action((words: string[], options) => choose(name, { source: words.join(' ') }, options));
  }
  command('ingest', 'Look for new songs on YouTube (needs YOUTUBE_API_KEY)').action((options) =>
    choose('ingest', {}, options),
  );
  command('refresh', 'Read songs anew before YouTube’s texts get too old to be kept').action((options) =>
    choose('refresh', {}, options),
  );
  command('retrain', 'Learn from all votes so far and compare old with new').action((options) =>
    choose('retrain', {}, options),
  );
  command('stats', 'Show what there is and how it is doing').action((options) =>
    choose('stats', {}, options),
  );
  command('doctor', 'Look for what is wrong, and say what to do about it').action((options) =>
    choose('doctor', {}, options),
  );
  command('report', 'Show how good a model is, with pictures')
    .argument('[model]', 'its number; the active one if left out', modelId)
    .option('-o, --out <folder>', 'write pictures, report.json and report.md there')
    .action((id: number | undefined, { json = false, out }: { json?: boolean; out?: string }) => {
      invocation = { command: 'report', args: { modelId: id }, json, file: STANDARD, out };
    });
  command('import', 'Take songs and votes from a CSV file')
    .argument('[file]', 'the file; - for standard input', STANDARD)
    .action((file: string, options) => choose('import', {}, options, file));
  command('export', 'Write the catalogue with its moods as CSV')
    .argument('[file]', 'the file; - for standard output', STANDARD)
    .option(
      '--with-texts',
      'also titles and descriptions that are from YouTube’s API, with their date',
      false,
    )
    .action((file: string, { withTexts, ...options }) => choose('export', { withTexts }, options, file));
  command('register', 'Register the slash commands with Discord (needs DISCORD_TOKEN)')
    .option('--force', 'send them even if Discord has them already', false)
    .action(({ force, ...options }) => choose('register', { force }, options));

  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === EXIT.ok) return undefined;
    const noCommand = error.code === 'commander.help';
    const group = [model, sources].find((one) => one.name() === argv[0]) ?? program;
    const known = group.commands.map((one) => one.name());
    const commands = `Which command? ${known.join(', ')}.`;
    const problem = noCommand ? commands : sentence(error.message);
    throw new UsageError(`${problem} See --help.`, { cause: error });
  }
  if (invocation?.command === 'export' && invocation.json && invocation.file === STANDARD) {
    throw new UsageError('With --json the result goes to standard output, so name a file for the CSV.');
  }
  return invocation;
}

function modelId(text: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text) && id >= 1 && id <= GREATEST_MODEL_ID) return id;
  throw new InvalidArgumentError('Expected the number of a model, as "model list" shows it.');
}

function songCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_SONGS) return count;
  throw new InvalidArgumentError(`Expected a number from 1 to ${MOST_SONGS}.`);
}

function sentence(text: string): string {
  const words = text.replace(/^error: /, '').replace(/\s+/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.?!)]$/.test(words) ? '' : '.'}`;
}
