import { join } from 'node:path';
import { pino } from 'pino';
import { inBatches } from '../db/batches.ts';
import { connect } from '../db/connect.ts';
import { findSongs } from '../db/queries/song-search.ts';
import { insertNewSongs, type SongInput } from '../db/queries/songs.ts';
import { readStarterFile } from '../src/catalogue/starter-file.ts';
import { starterSongs } from '../src/catalogue/starter-songs.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryDirectory } from './directories.ts';
import type { Limit, Samples } from './samples.ts';

const SONGS = 100_000;
const TIMES = 100;
/** What autocomplete shows. */
const CHOICES = 25;
const QUICK: Limit = { of: 'p99', below: 20 };

/** What members type, and what is hardest for an index: single letters, words of every title, words that never meet. */
const TYPED = [
  ['a word', 'carefree'],
  ['a title', 'midnight rain'],
  ['a single letter', 'a'],
  ['two letters', 'mu'],
  ['eight single letters', 'a b c d e f g h'],
  ['words of a third of all titles', 'music free copyright no'],
  ['two common words that never meet', 'everyday weekday'],
  ['a common word and a beginning', 'music so'],
  ['an artist', 'kevin macleod'],
  ['letters in a script without spaces', '夜に'],
  ['what nobody has', 'zzz qqq'],
] as const;

export interface SearchOptions {
  readonly cleanup: Cleanup;
  /** A server's address; the embedded database without it. */
  readonly databaseUrl?: string | undefined;
  readonly progress: (line: string) => void;
}

/** How long a search for songs takes among many: what `/song` does, and what it offers while somebody types. */
export async function measureSearch({ cleanup, databaseUrl, progress }: SearchOptions): Promise<Samples[]> {
  const kind = databaseUrl === undefined ? 'embedded' : 'PostgreSQL';
  progress(`search on ${kind}: ${SONGS} songs`);
  const directory = await temporaryDirectory(cleanup);
  const now = () => new Date();
  const database = await connect({
    databaseUrl,
    dataDir: join(directory.path, 'data'),
    controlSocket: '',
    logger: pino({ level: 'silent' }),
    now,
  });
  const close = cleanup.add(() => database.close());
  for await (const batch of inBatches(await manySongs(), 5_000))
    await insertNewSongs(database.db, batch, now());
  const samples: Samples[] = [];
  for (const [name, text] of TYPED) {
    progress(`search on ${kind}: ${name}`);
    const values: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const started = performance.now();
      await findSongs(database.db, text, CHOICES);
      values.push(performance.now() - started);
    }
    samples.push({ name: `search, ${kind}, ${name}: ${text}`, unit: 'ms', values, limit: QUICK });
  }
  await close();
  await directory.remove();
  return samples;
}

/** The starter catalogue again and again, with words that make searching hard. */
async function manySongs(): Promise<SongInput[]> {
  const starter = starterSongs(await readStarterFile()).map(({ song }) => song);
  return Array.from({ length: SONGS }, (_, n): SongInput => {
    const song = starter[n % starter.length];
    if (song === undefined) throw new Error('an empty starter catalogue');
    const common = ['no copyright music free', 'a b c d e f g h', '夜に駆ける'][n % 3];
    const day = n % 2 === 0 ? 'everyday' : 'weekday';
    return {
      ...song,
      video_id: `b${n.toString(36).padStart(10, '0')}`,
      title: `${song.title} ${common} ${day} ${Math.floor(n / starter.length)}`,
      origin: 'import',
    };
  });
}
