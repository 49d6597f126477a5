import pg from 'pg';
import { MOODS } from '../../src/moods.ts';
import { type FakeVideo, startYouTubeServer } from '../../tests/support/youtube-server.ts';
import { fillCatalogue } from '../activation/fill.ts';
import type { Cleanup } from '../cleanup.ts';
import { temporaryDirectory } from '../directories.ts';
import type { Server } from '../postgres.ts';
import type { Samples } from '../samples.ts';
import { type CliRun, runCli } from './run-cli.ts';
import { idOf, songMaker } from './videos.ts';

const KEY = 'bench';
const CHANNEL = `UC${'z'.repeat(22)}`;
const LARGE_CHANNEL = `UC${'y'.repeat(22)}`;
const SONGS = 10_000;
/** Whether memory stays flat shows in a run that is several times as long. */
const MORE_SONGS = 3 * SONGS;
const MOST_SECONDS = 60;

export interface ScaleFigures {
  readonly samples: Samples[];
  readonly facts: string[];
}

/** A run that finds 10,000 new songs, and a refresh of 10,000 whose text has changed, beside a large catalogue. */
export async function measureScale(options: {
  readonly cleanup: Cleanup;
  readonly server: Server;
  readonly songs: number;
  readonly progress: (line: string) => void;
}): Promise<ScaleFigures> {
  const { cleanup, server, songs, progress } = options;
  const { url, drop } = await server.database();
  const directory = await temporaryDirectory(cleanup);
  const youtube = await startYouTubeServer({ apiKey: KEY });
  const close = cleanup.add(() => youtube.close());
  const song = await songMaker();
  const all = Array.from({ length: SONGS + MORE_SONGS }, (_, n) => idOf(n));
  const playlists = new Map([
    [CHANNEL.replace(/^UC/, 'UU'), all.slice(0, SONGS)],
    [LARGE_CHANNEL.replace(/^UC/, 'UU'), all.slice(SONGS)],
  ]);
  youtube.setCatalogue({
    video: (id): FakeVideo => ({ id, channelId: CHANNEL, ...song(numberOf(id)) }),
    playlist: (id) => playlists.get(id),
  });
  const settings = {
    DATA_DIR: directory.path,
    DATABASE_URL: url,
    YOUTUBE_API_KEY: KEY,
    YOUTUBE_API_URL: youtube.origin,
    YOUTUBE_UNITS_PER_DAY: '100000',
  };
  const moodring = (...args: string[]) => runCli(cleanup, args, settings);
  progress('starting');
  await moodring('stats');
  await fillCatalogue({ databaseUrl: url, songs, due: SONGS, progress });
  progress('predictions of the whole catalogue are made up');
  await query(url, PREDICTIONS);
  await query(url, 'vacuum analyze scores');
  await query(url, 'update sources set enabled = false');
  await query(url, `insert into sources (kind, query) values ('channel', '${CHANNEL}')`);

  progress(`an ingest of ${SONGS} new songs`);
  const ingest = await moodring('ingest');
  const ingestSeconds = await runSeconds(url, 'ingest');
  await query(url, `insert into sources (kind, query) values ('channel', '${LARGE_CHANNEL}')`);
  progress(`an ingest of ${MORE_SONGS} more`);
  const larger = await moodring('ingest');
  const largerSeconds = await runSeconds(url, 'ingest');
  progress(`a refresh of ${SONGS} songs`);
  const refresh = await moodring('refresh');
  const refreshSeconds = await runSeconds(url, 'refresh');
  const unpredicted = await count(
    url,
    `select count(*)::integer as count from songs s where available and (prediction_outdated or not exists
      (select from scores p join models m using (model_id) where m.status = 'active' and p.video_id = s.video_id))`,
  );
  await close();
  await directory.remove();
  await drop();
  return {
    facts: [
      `${songs} songs in the catalogue. Ingest: ${told(ingest)}, then ${told(larger)}. Refresh: ${told(refresh)}.`,
      `${unpredicted} songs without a prediction of their present text afterwards.`,
    ],
    samples: [
      {
        name: `a run that finds ${SONGS} new songs`,
        unit: 's',
        values: [ingestSeconds],
        limit: { of: 'max', below: MOST_SECONDS },
      },
      { name: '  with the start and end of its process', unit: 's', values: [ingest.seconds] },
      { name: `a run that finds ${MORE_SONGS} new songs`, unit: 's', values: [largerSeconds] },
      { name: `a refresh of ${SONGS} songs with other text`, unit: 's', values: [refreshSeconds] },
      { name: '  with the start and end of its process', unit: 's', values: [refresh.seconds] },
      memory(`ingest of ${SONGS}`, ingest),
      memory(`ingest of ${MORE_SONGS}`, larger),
      memory(`refresh of ${SONGS}`, refresh),
    ],
  };
}

/** Six scores a song by the active model, as if it had predicted all songs: doing that is `bench/activation.ts`'s. */
const PREDICTIONS = `
  insert into scores (model_id, video_id, mood, prediction, score)
  select m.model_id, s.video_id, mood, p.prediction, p.prediction
  from models m cross join songs s cross join unnest(array['${MOODS.join("','")}']) mood
  cross join lateral (select abs(hashtext(s.video_id || mood)::bigint) / 2147483648.0 as prediction) p
  where m.status = 'active' and s.available
  on conflict do nothing
`;

/** For a song that the bench did not make a number is made up from its id. */
function numberOf(id: string): number {
  const made = Number.parseInt(id.slice(1), 36);
  if (id.startsWith('b0') && Number.isSafeInteger(made)) return made;
  return SONGS + MORE_SONGS + (Number.parseInt(Buffer.from(id).toString('hex').slice(-7), 16) % 90_000);
}

function told({ result }: CliRun): string {
  const { added, updated, refreshed, units } = result as Record<string, unknown>;
  return JSON.stringify({ added, updated, refreshed, units });
}

function memory(name: string, { resident }: CliRun): Samples {
  return { name: `${name}: resident memory`, unit: 'MB', values: resident };
}

async function runSeconds(url: string, kind: string): Promise<number> {
  const { rows } = await query(
    url,
    `select extract(epoch from finished_at - started_at)::double precision as seconds from runs
     where kind = '${kind}' order by run_id desc limit 1`,
  );
  return Number(rows[0]?.seconds);
}

async function count(url: string, text: string): Promise<number> {
  return Number((await query(url, text)).rows[0]?.count);
}

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}
