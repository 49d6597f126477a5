import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { pino } from 'pino';
import { insertNewSongs, type SongInput } from '../../db/queries/songs.ts';
import { isSameSong, type Recording, SAME_WITHIN_S } from '../../db/same-song.ts';
import type { Schema } from '../../db/schema.ts';
import { openServer } from '../../db/server.ts';
import { loadStarter } from '../../src/catalogue/load-starter.ts';
import { notASong } from '../../src/catalogue/not-a-song.ts';
import { aSong } from '../../tests/support/songs.ts';
import type { Cleanup } from '../cleanup.ts';
import type { Server } from '../postgres.ts';

const now = () => new Date();
/** Long enough for the rules that hold for long videos only; the files do not tell. */
const SECONDS = 600;

interface Pair {
  readonly a: Recording;
  readonly b: Recording;
}

/**
 * What the rules for songs and for re-uploads say of real titles: those of the starter catalogue and, where a folder is
 * given, those of its CSV files with "youtube" in their names (columns id, title and description).
 */
export async function measureRules(options: {
  readonly cleanup: Cleanup;
  readonly server: Server;
  readonly data: string | undefined;
}): Promise<string[]> {
  const { cleanup, server, data } = options;
  const { url, drop } = await server.database();
  const logger = pino({ level: 'silent' });
  const database = await openServer({ url, logger });
  const close = cleanup.add(() => database.close());
  const { db } = database;
  await database.migrate();
  await loadStarter({ database, logger, now });
  const lines = await starterLines(db);
  if (data !== undefined) {
    await db.deleteFrom('songs').execute();
    const files = globSync('*youtube*.csv', { cwd: data });
    const videos = new Map(files.flatMap((file) => readVideos(join(data, file))));
    await insertNewSongs(db, [...videos.values()], now());
    const pairs = await pairsWith(db, sql`a.description_key = b.description_key and a.description_key <> ''`);
    const alike = pairs.filter(({ a, b }) => a.titleKey === b.titleKey);
    lines.push(
      await takenLine(db, 'CSV'),
      `CSV: ${pairs.length} pairs share a description, ${alike.length} of them a title too`,
    );
  }
  await close();
  await drop();
  return lines;
}

async function starterLines(db: Kysely<Schema>): Promise<string[]> {
  const linked = await db
    .selectFrom('songs')
    .select('video_id')
    .where('duplicate_of', 'is not', null)
    .execute();
  const equallyLong = sql`abs(a.duration_s - b.duration_s) <= ${sql.lit(SAME_WITHIN_S)}`;
  const sameTitle = await pairsWith(
    db,
    sql`a.title_key = b.title_key and a.title_key <> '' and ${equallyLong}`,
  );
  const others = sameTitle.filter(({ a, b }) => !isSameSong(a, b));
  const { rows } = await sql<{ share: number }>`
    select avg((${equallyLong})::integer)::double precision as share
    from songs a join songs b on a.video_id < b.video_id
  `.execute(db);
  return [
    await takenLine(db, 'starter catalogue'),
    `starter catalogue: ${linked.length} songs are re-uploads`,
    `starter catalogue: ${sameTitle.length} pairs share title and length, ${others.length} of them by artists without a word in common`,
    `starter catalogue: ${(100 * (rows[0]?.share ?? 0)).toFixed(1)} % of all pairs are equally long within ${SAME_WITHIN_S} s`,
  ];
}

/** How many titles the rules take for something else than a song. */
async function takenLine(db: Kysely<Schema>, name: string): Promise<string> {
  const songs = await db.selectFrom('songs').select(['title', 'tags', 'duration_s']).execute();
  const taken = songs.filter(
    (song) => notASong({ ...song, seconds: song.duration_s ?? SECONDS }) !== undefined,
  );
  return `${name}: ${taken.length} of ${songs.length} titles are taken for no song`;
}

async function pairsWith(db: Kysely<Schema>, condition: RawBuilder<unknown>): Promise<Pair[]> {
  const recording = (song: string) =>
    sql.raw(
      `json_build_object('titleKey', ${song}.title_key, 'descriptionKey', ${song}.description_key, 'duration',
        ${song}.duration_s, 'artist', ${song}.artist, 'channelId', ${song}.channel_id) as ${song}`,
    );
  const { rows } = await sql<Pair>`
    select ${recording('a')}, ${recording('b')} from songs a join songs b on a.video_id < b.video_id and ${condition}
  `.execute(db);
  return rows;
}

function readVideos(path: string): [id: string, song: SongInput][] {
  const rows = parse(readFileSync(path), { columns: true, bom: true }) as Record<
    string,
    string | undefined
  >[];
  return rows.map(({ id = '', title = '', description = '' }) => [
    id,
    aSong({ video_id: id, title, description, channel_id: '', duration_s: null, origin: 'import' }),
  ]);
}
