import pg from 'pg';
import { DEFAULT_QUERIES } from '../../src/catalogue/default-sources.ts';
import { type FakeVideo, startYouTubeServer } from '../../tests/support/youtube-server.ts';
import type { Cleanup } from '../cleanup.ts';
import { temporaryDirectory } from '../directories.ts';
import type { Server } from '../postgres.ts';
import { runCli } from './run-cli.ts';
import { idOf, otherThanSong, songMaker } from './videos.ts';

const CHANNELS = 20;
const UPLOADS = 3_000;
/** Of these are those that a search of the fake YouTube finds. */
const FOUND_BY_SEARCH = 3_000;
const KEY = 'bench';
const MOST_UNITS_A_SONG = 0.06;

interface Outcome {
  readonly found: number;
  readonly added: number;
  readonly newSources: number;
  readonly units: { readonly search: number; readonly read: number };
  readonly ended: string;
}

/** What new songs cost, run after run of one day, from seven searches on an empty catalogue to twenty known channels. */
export async function measureGrowth(options: {
  readonly cleanup: Cleanup;
  readonly server: Server;
  readonly progress: (line: string) => void;
}): Promise<string[]> {
  const { cleanup, server, progress } = options;
  const { url, drop } = await server.database();
  const directory = await temporaryDirectory(cleanup);
  const youtube = await startYouTubeServer({ apiKey: KEY, budgets: { search: 100, read: 10_000 } });
  const close = cleanup.add(() => youtube.close());
  youtube.setVideos(await uploads());
  const settings = {
    DATA_DIR: directory.path,
    DATABASE_URL: url,
    YOUTUBE_API_KEY: KEY,
    YOUTUBE_API_URL: youtube.origin,
    // Few enough that the day takes several runs.
    YOUTUBE_UNITS_PER_DAY: '2000',
  };
  const lines: string[] = [];
  let known = 0;
  for (let run = 1; run <= 6; run += 1) {
    progress(`growth: run ${run}`);
    const { result } = await runCli(cleanup, ['ingest'], settings);
    const { found, added, newSources, units, ended } = result as Outcome;
    const before = known;
    known += newSources;
    const each = (units.search + units.read) / added;
    const verdict =
      before >= CHANNELS ? `, limit ${MOST_UNITS_A_SONG}: ${each <= MOST_UNITS_A_SONG ? 'ok' : 'over'}` : '';
    lines.push(
      `run ${run}, ${before} channels known at its start: ${units.search} searches + ${units.read} reads, ${found} videos named, ${added} new songs: ${each.toFixed(4)} units a song${verdict} (${ended})`,
    );
    if (added === 0) break;
  }
  lines.push(await bySource(url, 'channel'), await bySource(url, 'search'), fullPages(youtube.requests));
  await close();
  await directory.remove();
  await drop();
  return lines;
}

async function uploads(): Promise<FakeVideo[]> {
  const song = await songMaker();
  return Array.from({ length: CHANNELS * UPLOADS }, (_, n) => {
    const channel = n % CHANNELS;
    const isFound = Math.floor(n / CHANNELS) % (UPLOADS / (FOUND_BY_SEARCH / CHANNELS)) === 0;
    return {
      id: idOf(n),
      ...song(n),
      ...otherThanSong(Math.floor(n / CHANNELS)),
      channelId: `UC${String.fromCharCode(97 + channel).repeat(22)}`,
      channelTitle: `Channel ${channel}`,
      listedBy: isFound ? DEFAULT_QUERIES : [],
    };
  });
}

async function bySource(url: string, kind: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ sources: number; units: number; songs: number }>(
      'select count(*)::integer as sources, sum(units) as units, sum(songs)::integer as songs from sources where kind = $1',
      [kind],
    );
    const { sources, units, songs } = rows[0] ?? { sources: 0, units: 0, songs: 0 };
    return `all runs, ${sources} ${kind} sources: ${units.toFixed(1)} units for ${songs} songs, ${(units / songs).toFixed(4)} a song`;
  } finally {
    await client.end();
  }
}

function fullPages(
  requests: readonly { readonly resource: string; readonly items?: number | undefined }[],
): string {
  const searches = requests.filter(({ resource }) => resource === 'search');
  const full = searches.filter(({ items }) => items === 50);
  return `${full.length} of ${searches.length} search calls brought their full page of 50`;
}
