import { EXIT } from '../exit-codes.ts';
import type { CommandName } from './commands/index.ts';

const RUN = 'npm run -s moodring --';

const EXAMPLES: Readonly<Record<CommandName, readonly string[]>> = {
  mood: ['mood chill', 'mood in-love --count 3', 'mood angry --json'],
  song: ['song https://youtu.be/dQw4w9WgXcQ', 'song carefree --mood sad'],
  'model-list': ['model list', 'model list --json'],
  'model-rollback': ['model rollback', 'model rollback 3'],
  'sources-list': ['sources list', 'sources list --json'],
  'sources-add': [
    'sources add @some.channel',
    'sources add https://www.youtube.com/playlist?list=PL0123456789ABCDEF',
    'sources add rainy lofi no copyright music',
  ],
  'sources-pause': ['sources pause 12', 'sources pause @some.channel'],
  'sources-resume': ['sources resume 12'],
  'sources-remove': ['sources remove 12'],
  ingest: ['ingest'],
  refresh: ['refresh'],
  retrain: ['retrain'],
  stats: ['stats', 'stats --json'],
  doctor: ['doctor', 'doctor --json'],
  report: ['report', 'report --out report/', 'report 3 --out report/'],
  import: ['import songs.csv', 'import - < songs.csv'],
  export: ['export songs.csv', 'export > songs.csv', 'export --with-texts songs.csv'],
  register: ['register', 'register --force'],
};

const NOTES: Readonly<Partial<Record<CommandName, string>>> = {
  retrain: 'Ctrl+C ends it cleanly: the model from before stays in use.',
  'model-rollback': 'Ctrl+C ends it cleanly: the model from before stays in use.',
  'sources-list': `
The best yield lately comes first. A unit is one request to YouTube, as its daily allowances count them.`.trim(),
  'sources-add': `
A source is a channel, a playlist or a search. Take the address of a channel, playlist or video (whose channel it
then is), a @handle, an id that begins with UC or PL, or else words to search for. Handles and videos are looked up
at YouTube, for one unit or two; everything is checked if there is a YOUTUBE_API_KEY.
A source that was paused or removed comes back.`.trim(),
  'sources-pause':
    'Its songs stay. A source is found by its number, its name, its YouTube address or its words.',
  'sources-remove': `
Its songs stay. It is not followed again by itself; "sources add" brings it back.`.trim(),
  ingest: `
It spends a fifth of what is left of today's budget; a running bot spreads the rest over the day.
Ctrl+C ends it cleanly: what was found so far is saved.`.trim(),
  refresh: `
YouTube's rules let its texts be kept for 30 days. Songs are read anew after 25, and erased when that did not work
in time; their votes stay. Without YOUTUBE_API_KEY nothing is read, and what is due is erased.
Ctrl+C ends it cleanly: what was refreshed so far is saved.`.trim(),
  doctor: 'Exits with 1 if it finds something bad. What concerns Discord, the bot itself tells with /doctor.',
  report: `
Without --out it only prints the figures; with it, it writes the pictures as PNG, report.json and report.md.
Files of these names are replaced.`.trim(),
  import: `
Columns: video_id (or a YouTube link), title, moods (separated by |), labeled (t or f), description, fetched_at;
only video_id and moods are needed, and others are ignored. Commas, semicolons or tabs may divide them.
Rows that cannot be taken are listed with their line, and then nothing at all is imported.
Ctrl+C ends it cleanly: what came in so far stays, and importing the file again completes it.`.trim(),
  export: `
Titles and descriptions that were read from YouTube's API are left out, since nobody may keep them for more than
30 days. With --with-texts they are written with their date, which an import honours: delete such a file in time.`.trim(),
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
  ${EXIT.config}    a setting is missing or wrong, or the database cannot be used until somebody changes something
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
