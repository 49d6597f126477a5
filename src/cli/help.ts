import { EXIT } from '../exit-codes.ts';
import type { CommandName } from './commands/index.ts';

/** Told to whoever wants such a command to end, and in its help. */
export const UNSTOPPABLE: Readonly<Partial<Record<CommandName, string>>> = {
  retrain: 'A retrain cannot be stopped half-way; it will finish.',
  'model-rollback': 'A rollback cannot be stopped half-way; it will finish.',
};

const RUN = 'npm run -s moodring --';

const EXAMPLES: Readonly<Record<CommandName, readonly string[]>> = {
  mood: ['mood chill', 'mood in-love --count 3', 'mood angry --json'],
  song: ['song https://youtu.be/dQw4w9WgXcQ', 'song carefree --mood sad'],
  'model-list': ['model list', 'model list --json'],
  'model-rollback': ['model rollback', 'model rollback 3'],
  ingest: ['ingest'],
  retrain: ['retrain'],
  stats: ['stats', 'stats --json'],
  report: ['report', 'report --out report/', 'report 3 --out report/'],
  import: ['import songs.csv', 'import - < songs.csv'],
  export: ['export songs.csv', 'export > songs.csv'],
  register: ['register', 'register --force'],
};

const NOTES: Readonly<Partial<Record<CommandName, string>>> = {
  ...UNSTOPPABLE,
  ingest: 'Ctrl+C ends it cleanly: what was found so far is saved.',
  report: `
Without --out it only prints the figures; with it, it writes the pictures as PNG, report.json and report.md.
Files of these names are replaced.`.trim(),
  import: `
Columns: video_id, title, moods (separated by |), labeled (t or f), description; others are ignored.
Rows that cannot be taken are listed with their line, and then nothing at all is imported.`.trim(),
};

/** What `--help` says below the list of commands. */
export const PROGRAM_HELP = `
While the bot runs on its embedded database, it runs these commands itself, with its own settings.
With DATABASE_URL every command connects to that server.
The -s keeps npm's own words out of the output. Results go to standard output, everything else to standard error.

Exit codes:
  ${EXIT.ok}    done
  ${EXIT.failure}    something failed
  ${EXIT.usage}    wrong arguments or input, or not possible now (nothing to learn from, already running)
  ${EXIT.config}    a setting is missing or wrong
  ${EXIT.database}    the database is in use or cannot be reached
  ${EXIT.interrupted}  interrupted

Examples:
${examples(['mood chill', 'stats --json', 'export songs.csv'])}`;

/** What `<command> --help` says below its options. */
export function commandHelp(name: CommandName): string {
  const note = NOTES[name];
  return `${note === undefined ? '' : `\n${note}\n`}\nExamples:\n${examples(EXAMPLES[name])}`;
}

function examples(commands: readonly string[]): string {
  return commands.map((command) => `  ${RUN} ${command}`).join('\n');
}
